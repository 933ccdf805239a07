import { gunzipSync } from "node:zlib";
import { DeniedError, tooLarge } from "../receive/denial.ts";

/**
 * Undoes gzip. It stops at `bytesMax`, however much more there would be.
 *
 * @throws {DeniedError} when it is no gzip, or larger than that
 */
export function inflate(body: Uint8Array, bytesMax: number): Uint8Array {
  try {
    // Chunks of the default 16 KiB cost more than twice the time.
    const chunkSize = Math.min(2 ** 21, Math.max(2 ** 14, body.length * 8));
    return gunzipSync(body, { maxOutputLength: bytesMax, chunkSize });
  } catch (error) {
    if (Object(error).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(bytesMax);
    throw new DeniedError("bad_request", "the body is not gzip, as its content encoding says");
  }
}
