/** An id as it is, without the quotes of JSON; "" for what a scrubber or a missing value left. */
export function idText(text: string): string {
  const id = text.trim().replace(/^"(.*)"$/, "$1");
  const isGone =
    /^(?:\[?(?:scrubbed|redacted|filtered|masked)\b|<redacted>|\*{3,}$)/i.test(id) ||
    /^(?:none|null|undefined|nan)$/i.test(id);
  return isGone ? "" : id;
}
