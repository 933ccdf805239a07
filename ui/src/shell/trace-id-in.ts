/**
 * The trace id in what somebody pasted, in lowercase: the id alone, with dashes like a UUID, a
 * `traceparent` header, or any address that contains one. Null when there is none.
 */
export function traceIdIn(text: string): string | null {
  const plain = text.trim().toLowerCase();
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  if (uuid.test(plain)) return plain.replaceAll("-", "");
  return /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/.exec(plain)?.[0] ?? null;
}
