import { ApiError } from "./api-error.ts";

/** A place in a list: an instant or another amount, and the id that tells equal ones apart. */
export interface Place {
  unixNano: bigint;
  id: string;
}

/** A place as text that says nothing to its holder and fits into an address. */
export function encodeCursor({ unixNano, id }: Place): string {
  return Buffer.from(`${unixNano}:${id}`).toString("base64url");
}

/** @throws {ApiError} when the text is no cursor of ours */
export function decodeCursor(cursor: string): Place {
  const text = Buffer.from(cursor, "base64url").toString();
  const [, unixNano, id] = /^(-?\d{1,19}):(.*)$/s.exec(text) ?? [];
  if (unixNano === undefined || id === undefined) {
    throw new ApiError(
      400,
      "invalid_cursor",
      "This is no cursor of a list. Leave it out to start anew.",
    );
  }
  return { unixNano: BigInt(unixNano), id };
}
