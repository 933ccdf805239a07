import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/**
 * What lets a page of another origin send telemetry, if it is one of `origins`. Without these headers a
 * browser keeps the answer from the page.
 */
export function corsHeaders(
  headers: IncomingHttpHeaders,
  origins: readonly string[],
): OutgoingHttpHeaders {
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": headers["access-control-request-headers"] ?? "content-type",
    "access-control-expose-headers": "retry-after",
    "access-control-max-age": "7200",
    vary: "origin",
  };
}
