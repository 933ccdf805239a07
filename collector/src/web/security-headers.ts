import type { MiddlewareHandler } from "hono";

/**
 * What a page may do. Everything comes from here, no script is inline, nothing may frame it. Attributes
 * `style` are allowed, because components position things with them; `<style>` is not.
 */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** An answer of the API is data: opened in a tab, it may load and run nothing. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Puts the headers on every answer that keep hostile content harmless. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  headers.set("content-security-policy", isPage ? pagePolicy : dataPolicy);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "no-referrer"); // addresses hold ids of traces and users
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
  // What was answered with one key must not come out of a cache for another.
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};
