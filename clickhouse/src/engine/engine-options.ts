import { z } from "zod";

/** What the engine's process is told when it starts. Sent over its IPC channel, never on a command line. */
export const EngineOptions = z.object({
  /** The data folder. One process at a time may use it. */
  path: z.string(),
  username: z.string(),
  password: z.string(),
  /** Whether an answered insert survives a power cut. */
  fsync: z.boolean(),
  /** Upper bound of what the engine allocates over all queries, in bytes. */
  memoryBytesMax: z.number().int().positive(),
  /** Reads that run at once; more wait their turn. */
  readsMax: z.number().int().positive(),
  /** Writes that run at once. They have places of their own, so that reads cannot starve them. */
  writesMax: z.number().int().positive(),
});
export type EngineOptions = z.infer<typeof EngineOptions>;

/** What the engine's process says to its parent, once. */
export const EngineReport = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), port: z.number(), version: z.string() }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);
export type EngineReport = z.infer<typeof EngineReport>;
