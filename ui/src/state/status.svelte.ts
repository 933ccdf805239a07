import { createQuery } from "@tanstack/svelte-query";
import { api } from "../api.ts";

const pollMs = 5000;

/** How the server fares, asked every few seconds. All who call this in their component share one answer. */
export const createStatus = () =>
  createQuery(() => ({
    queryKey: ["status"],
    queryFn: ({ signal }) => api.status({ signal }),
    refetchInterval: pollMs,
  }));
