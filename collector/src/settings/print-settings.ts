import { listSettings, type Setting } from "./list-settings.ts";

/** docs/configuration.md: every setting, with its variable, default and meaning. */
export function printSettings(): string {
  const rows = listSettings().map(cellsOf);
  return [
    "# Configuration",
    "",
    "<!-- Printed from collector/src/config.ts. `npx vitest run --project node -u print-settings` writes it anew. -->",
    "",
    "Everything has a default: Spanward runs without any configuration. Settings are read from a JSON file",
    "(`--config FILE`, else `SPANWARD_CONFIG`, else `./spanward.json`), then from the environment, which wins.",
    "A setting inside another is joined by `__` in the environment and nested in the file. Lists are separated",
    "by commas in the environment. Every bad setting, and every name nobody knows, is reported at start, all at",
    "once, with exit code 2.",
    "",
    "```json",
    '{ "httpPort": 4318, "retention": { "spanDays": 30 } }',
    "```",
    "",
    "```sh",
    "SPANWARD_HTTP_PORT=4318 SPANWARD_RETENTION__SPAN_DAYS=30 spanward serve",
    "```",
    "",
    ...printTable([["setting", "variable", "values", "default", "meaning"], ...rows]),
    "",
    "Clients have variables of their own, which the server ignores: the command line reads `SPANWARD_URL` (where",
    "the server is) and `SPANWARD_API_KEY`; the SDK reads `SPANWARD_ENDPOINT`, `SPANWARD_API_KEY` and",
    "`SPANWARD_CAPTURE_CONTENT`.",
    "",
  ].join("\n");
}

const cellsOf = (setting: Setting): string[] => [
  `\`${setting.path.join(".")}\``,
  `\`${setting.variable}\``,
  printValues(setting),
  printDefault(setting),
  setting.description,
];

/** Columns are padded, as the formatter would. */
function printTable([head = [], ...rows]: string[][]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [line(head, " "), line([], "-"), ...rows.map((row) => line(row, " "))];
}

function printValues({ choices, minimum, maximum, type }: Setting): string {
  if (choices.length > 0) return choices.map((choice) => `\`${choice}\``).join(", ");
  const bounded = maximum !== null && maximum < Number.MAX_SAFE_INTEGER;
  if (type === "number" && bounded) return `${minimum ?? 0} to ${maximum}`;
  return type === "number" ? `${minimum ?? 0} or more` : type;
}

function printDefault({ path, default: value }: Setting): string {
  if (path.join(".") === "store.kind") return "`embedded`";
  if (value === undefined) return "required";
  const text = Array.isArray(value) || value === null ? "" : JSON.stringify(value);
  return text === "" || text === '""' ? "none" : `\`${text.replaceAll('"', "")}\``;
}
