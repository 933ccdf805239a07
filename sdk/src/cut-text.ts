const markCharactersMax = 64;

/**
 * Cuts a text that is longer than `charactersMax` (UTF-16 code units, at least 64) and says so at its
 * end, in words a reader sees wherever the text is shown. With the mark it is within the limit.
 */
export function cutText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const most = Math.max(0, charactersMax - markCharactersMax);
  // Keeps the two code units of one character together.
  const end = isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}… [cut by @spanward/sdk: ${end} of ${text.length} characters]`;
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd8_00 && codeUnit <= 0xdb_ff;
}
