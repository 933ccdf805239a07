const escapes: Record<string, string> = { "\\": "\\\\", "'": "\\'", "`": "\\`", "\0": "\\0" };

/** A ClickHouse string literal of any text, NUL and quotes included. */
export function quoteString(text: string): string {
  return `'${text.replaceAll(/[\\'\0]/g, (character) => escapes[character] ?? character)}'`;
}

/** A quoted ClickHouse identifier of any text. */
export function quoteIdentifier(text: string): string {
  return `\`${text.replaceAll(/[\\`\0]/g, (character) => escapes[character] ?? character)}\``;
}
