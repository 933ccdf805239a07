/**
 * The address inside this application that a click asks for, or null when the browser should do what
 * it always does: other sites, downloads, new tabs, and what the server answers itself.
 */
export function internalLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;

  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  if (!anchor?.hasAttribute("href") || anchor.target || anchor.hasAttribute("download"))
    return null;

  const url = new URL(anchor.href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/")) return null;
  if (anchor.getAttribute("href")?.startsWith("#")) return null;
  return url.pathname + url.search + url.hash;
}
