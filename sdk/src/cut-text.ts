/**
 * Cuts a text that is longer than `charactersMax` (UTF-16 code units) and says so at its end, in
 * words a reader sees wherever the text is shown.
 */
export function cutText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const end = isHighSurrogate(text.charCodeAt(charactersMax - 1))
    ? charactersMax - 1 // keeps the pair of code units of one character together
    : charactersMax;
  return `${text.slice(0, end)}… [cut by @spanward/sdk: ${end} of ${text.length} characters]`;
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd8_00 && codeUnit <= 0xdb_ff;
}
