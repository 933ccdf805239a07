/**
 * A text as one word of a POSIX shell, whatever is in it. It comes from spans, and somebody will paste it
 * into a terminal: nothing of it may be taken for a command. NUL, which no shell can hold, is left out.
 */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("\0", "").replaceAll("'", String.raw`'\''`)}'`;
}
