/** What a spreadsheet would take for a formula at the beginning of a cell. */
const formula = /^[=+\-@\t\r]/;
const number = /^-?\d+(?:\.\d+)?$/;

/**
 * Rows as CSV (RFC 4180) that a spreadsheet opens as it is: a text that would be a formula there gets an
 * apostrophe before it, and is quoted where it must be. Numbers stay numbers.
 */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

function cell(value: string): string {
  const safe = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Reads CSV as rows of cells. An apostrophe that {@link writeCsv} put before a formula is taken away.
 *
 * @throws {SyntaxError} when a quoted cell does not end
 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const [value, end] = text[at] === '"' ? quoted(text, at, rows.length + 1) : plain(text, at);
    row.push(/^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value);
    at = end;
    if (text[at] === ",") {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function plain(text: string, from: number): [string, number] {
  let end = from;
  while (end < text.length && !",\r\n".includes(text.charAt(end))) end += 1;
  return [text.slice(from, end), end];
}

function quoted(text: string, from: number, line: number): [string, number] {
  let value = "";
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new SyntaxError(`row ${line}: a cell that begins with a quote does not end`);
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return [value, end + 1];
    value += '"';
    at = end + 2;
  }
}
