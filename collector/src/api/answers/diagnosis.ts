import { z } from "zod";

/** One thing that was looked at. `action` is what to do about it, "" when all is well. */
export const Check = z.object({
  name: z.string(),
  state: z.enum(["ok", "warn", "fail"]),
  finding: z.string(),
  action: z.string(),
});
export type Check = z.infer<typeof Check>;

/** How the server fares, as it sees itself: what `spanward doctor` prints. */
export const Diagnosis = z.object({
  version: z.string(),
  time: z.string(), // RFC 3339, the server's clock
  checks: z.array(Check),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
