import type { Context } from "hono";
import { ApiError } from "./api-error.ts";

/** What must be known about who asks. Whoever guards the API sets it before the routes run. */
export interface ApiEnv {
  Variables: {
    /** The only project they may read; null or not set: any. */
    onlyProject?: string | null;
    /** The id of the key they came with; null or not set: there are no keys. */
    keyId?: string | null;
  };
}

/** The project asked about: the one given, else the only one allowed. @throws {ApiError} for another's */
export function projectOf(c: Context<ApiEnv>, asked: string | undefined): string {
  const only = c.get("onlyProject") ?? null;
  if (only !== null && asked !== undefined && asked !== only) {
    throw new ApiError(
      403,
      "other_project",
      `This key reads project ${only}. Use a key of project ${asked}.`,
    );
  }
  return asked ?? only ?? "default";
}

/** Who changes something, for the record. */
export const actorOf = (c: Context<ApiEnv>): string => c.get("keyId") ?? "local";
