const words: Record<string, string> = { None: "null", True: "true", False: "false" };

/**
 * A Python literal, as `str()` prints dicts and lists, as JSON text. Only punctuation is translated:
 * what was no literal comes out as no JSON either.
 */
export function pythonToJson(text: string): string {
  const tokens =
    text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|[^'"A-Za-z_]+/gs) ?? [];
  return tokens.map(translate).join("");
}

function translate(token: string): string {
  const quote = token[0];
  if (quote === "'" || quote === '"') return quoteAsJson(token.slice(1, -1));
  const isOpening = quote === "(" || token.includes("(");
  return (
    words[token] ??
    (isOpening || token.includes(")") ? token.replaceAll("(", "[").replaceAll(")", "]") : token)
  );
}

function quoteAsJson(inner: string): string {
  const text = inner.replaceAll(/\\(x[0-9a-fA-F]{2}|.)/gs, (whole, escape: string) => {
    if (escape.startsWith("x") && escape.length === 3)
      return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return escapes[escape] ?? (escape === "u" ? whole : escape);
  });
  return JSON.stringify(text);
}

const escapes: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "'": "'",
  '"': '"',
  "\\": "\\",
  "\n": "",
};
