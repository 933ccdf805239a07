/** Reads a header by its lowercase name; null when it is missing. */
export type HeaderReader = (name: string) => string | null;

/** The cookie that holds a session's token. */
export const sessionCookie = "spanward_session";

/** Headers that carry nothing but a key: ours, and those instrumentations send to other vendors. */
const keyHeaders = ["x-api-key", "api-key", "api_key", "x-auth-token"];

/**
 * The keys a sender offers, the likeliest first: `Authorization: Bearer`, `Basic` (either half, as
 * Langfuse's clients send public:secret), or a header of its own. Percent signs are decoded, because
 * some exporters send `OTEL_EXPORTER_OTLP_HEADERS` as it is written.
 */
export function readKeys(header: HeaderReader): string[] {
  const [, scheme = "", rest = ""] =
    /^(\S+?)(?:\s|%20)+(.*)$/.exec(header("authorization") ?? "") ?? [];
  const offered = keyHeaders.map((name) => header(name) ?? "");
  if (/^bearer$/i.test(scheme)) offered.unshift(rest);
  if (/^basic$/i.test(scheme)) offered.unshift(...readBasic(rest));
  return offered.map((key) => decodePercent(key.trim())).filter((key) => key !== "");
}

/** The session's token; null without the cookie. */
export function readSessionToken(header: HeaderReader): string | null {
  for (const pair of (header("cookie") ?? "").split(";")) {
    const [name = "", value = ""] = pair.split("=", 2);
    if (name.trim() === sessionCookie) return value.trim();
  }
  return null;
}

/** The password comes first: it is where a secret belongs. */
function readBasic(encoded: string): string[] {
  const text = Buffer.from(decodePercent(encoded), "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? [] : [text.slice(colon + 1), text.slice(0, colon)];
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
