/**
 * A snippet's text for this server. Without a key, the lines that send one are left out: the snippet is
 * whole without them.
 */
export function fillSnippet(text: string, endpoint: string, needsKey: boolean): string {
  const lines = text.trimEnd().split("\n");
  const kept = needsKey ? lines : lines.filter((line) => !line.includes("{key}"));
  return kept.join("\n").replaceAll("{endpoint}", endpoint).replaceAll("{key}", "YOUR_API_KEY");
}
