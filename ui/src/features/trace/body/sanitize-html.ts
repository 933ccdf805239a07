import DOMPurify from "dompurify";

/**
 * HTML of untrusted Markdown, made harmless: a short list of elements, no styles, no images, no forms,
 * links to the web and to mail only, which open apart and tell nobody where they were followed.
 */
export function sanitizeHtml(html: string): string {
  return purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ["href", "align", "start", "class"],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

const tags =
  "p br hr strong em del code pre blockquote a ul ol li table thead tbody tr th td span".split(" ");

const purify = DOMPurify(window);
// A class of the page would dress a text up as part of it.
purify.addHook("uponSanitizeAttribute", (_node, attribute) => {
  const isHighlight = /^hljs-[\w-]+( \w+_)*$/.test(attribute.attrValue);
  if (attribute.attrName === "class" && !isHighlight) attribute.keepAttr = false;
});
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer nofollow");
  }
  // They scroll sideways, so the keyboard must reach them.
  if (node.nodeName === "PRE" || node.nodeName === "TABLE") node.setAttribute("tabindex", "0");
});
