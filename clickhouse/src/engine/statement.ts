import { EngineError, notSupported } from "./engine-error.ts";

/**
 * What has to be known of a statement before the engine may have it.
 *
 * `stream`: a read whose result can come in chunks. `read`: one whose result comes whole. `insert`:
 * rows follow in the request's body, in `format`; `head` is the statement up to that. `command`:
 * everything else.
 */
export type Statement =
  | { kind: "stream" }
  | { kind: "read" }
  | { kind: "insert"; head: string; format: string }
  | { kind: "command" };

const wordsOf = (text: string) => new Set(text.trim().split(/\s+/));
const streamed = wordsOf("SELECT WITH FROM (");
const whole = wordsOf("SHOW DESCRIBE DESC EXISTS EXPLAIN CHECK");
const commands = wordsOf(`
  INSERT DELETE UPDATE CREATE ALTER DROP UNDROP RENAME EXCHANGE TRUNCATE OPTIMIZE ATTACH DETACH
  SYSTEM KILL BACKUP RESTORE
`);

/**
 * Reads as much of `sql` as is needed to run it safely on an engine that was made for a command
 * line: there, a second statement would run, INTO OUTFILE would write a file on this machine, and
 * rows inside the text would end at the first blank line, with the rest run as SQL.
 *
 * @throws {EngineError} for those, and for statements that the embedded engine leaves to a server
 */
export function readStatement(sql: string): Statement {
  const tokens = readTokens(sql);
  const words = tokens.map((token) => token.text.toUpperCase());
  refuseMoreThanOne(words);
  const [first] = words;
  if (!first) throw new EngineError("Empty query", { code: 62, type: "SYNTAX_ERROR" });
  for (const [index, word] of words.entries()) {
    const pair = `${word} ${words[index + 1] ?? ""}`;
    if (forbiddenPairs.has(pair)) throw notSupported(pair);
  }
  const insert = words.indexOf("INSERT");
  if (first === "INSERT" || (first === "WITH" && insert > 0)) return readInsert(sql, tokens);
  if (streamed.has(first)) return { kind: "stream" };
  if (whole.has(first)) return { kind: "read" };
  if (commands.has(first)) return { kind: "command" };
  throw notSupported(`the statement ${first}`);
}

const forbiddenPairs = new Set(["INTO OUTFILE", "FROM INFILE", "SYSTEM SHUTDOWN", "SYSTEM KILL"]);

function refuseMoreThanOne(words: string[]): void {
  const end = words.indexOf(";");
  if (end < 0 || words.slice(end).every((word) => word === ";")) return;
  const message = "Syntax error (Multi-statements are not allowed)";
  throw new EngineError(message, { code: 62, type: "SYNTAX_ERROR" });
}

function readInsert(sql: string, tokens: Token[]): Statement {
  let depth = 0;
  for (const [index, { text, start }] of tokens.entries()) {
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    if (depth > 0) continue;
    const word = text.toUpperCase();
    if (word === "SELECT" || word === "WITH") return { kind: "command" };
    if (word === "SETTINGS") throw notSupported("SETTINGS inside an INSERT with a body");
    if (word === "VALUES") return readValues(tokens.slice(index + 1));
    if (word === "FORMAT") {
      const [format, ...rest] = tokens.slice(index + 1).filter((token) => token.text !== ";");
      if (rest.length > 0) throw notSupported("INSERT with its rows inside the statement");
      if (!format) break;
      return { kind: "insert", head: sql.slice(0, start), format: format.text };
    }
  }
  throw notSupported("INSERT without SELECT, VALUES or FORMAT");
}

/** Only what can be told from SQL that follows: literals in parentheses. */
function readValues(tokens: Token[]): Statement {
  let depth = 0;
  for (const { text } of tokens) {
    if (text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    else if (depth === 0 && text !== "," && text !== ";") {
      throw notSupported(`"${text}" after the VALUES of an INSERT`);
    }
  }
  return { kind: "command" };
}

interface Token {
  text: string;
  start: number;
}

// In the order in which they are tried: space and comments, quoted texts (with \ and doubled quotes),
// heredocs, words and numbers, and any other character.
const tokenPattern = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|#[ !][^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`'(?:[^'\\]|\\[\s\S]|'')*'`,
    String.raw`"(?:[^"\\]|\\[\s\S]|"")*"`,
    "`(?:[^`\\\\]|\\\\[\\s\\S]|``)*`",
    String.raw`\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$`,
    String.raw`\w+`,
    String.raw`[\s\S]`,
  ].join("|"),
  "gy",
);

function readTokens(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(tokenPattern)) {
    if (match.groups?.["space"] === undefined) tokens.push({ text: match[0], start: match.index });
  }
  return tokens;
}
