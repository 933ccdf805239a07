import { z } from "zod";

/** A project's name: it is part of every row's identity, of addresses and of headers. */
export const ProjectId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,63}$/i,
    "a project's name has 1 to 64 letters, digits, dots, dashes and underscores",
  );
