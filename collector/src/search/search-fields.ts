/** What can be asked of a span or a trace: the words before the colon. */
export interface SearchField {
  name: string;
  aliases: readonly string[];
  /**
   * `value`: any text, where `*` stands for any part of it. `choice`: one of {@link choices}. `bound`: a
   * comparison. `tag`: a key, or a key and its value.
   */
  takes: "value" | "choice" | "bound" | "tag";
  choices: readonly string[]; // empty unless it takes a choice
  /** What it is true of: `trace` for what a single span does not know. */
  of: "span" | "trace";
  says: string; // what it looks at, for people
  example: string;
}

/** The kinds a span can be of; a test holds them equal to those that are stored. */
const kinds = [
  "agent",
  "workflow",
  "step",
  "llm",
  "embedding",
  "tool",
  "retrieval",
  "rerank",
  "guardrail",
  "handoff",
  "approval",
  "decision",
  "evaluator",
  "memory",
  "prompt",
  "mcp",
  "other",
  "noise",
] as const;

const value = (name: string, says: string, example: string): SearchField => ({
  name,
  says,
  example,
  takes: "value",
  of: "span",
  aliases: [],
  choices: [],
});
const ofTrace = (field: SearchField): SearchField => ({ ...field, of: "trace" });
const bound = (name: string, says: string, example: string): SearchField => ({
  ...value(name, says, example),
  takes: "bound",
});
const choice = (name: string, says: string, choices: readonly string[]): SearchField => ({
  ...value(name, says, `${name}:${choices[0] ?? ""}`),
  takes: "choice",
  choices,
});

/** Every field, in the order they are offered. */
export const searchFields: readonly SearchField[] = [
  choice("status", "how it ended", ["error", "ok", "unset", "running"]),
  value("agent", "an agent that took part", "agent:refund-*"),
  value("tool", "a tool that was called or asked for", "tool:sql_query"),
  value("model", "a model that answered", "model:gpt-5*"),
  { ...bound("latency", "how long it took", "latency:>30s"), aliases: ["duration"] },
  bound("cost", "what the sender reported, in dollars", "cost:>0.5"),
  bound("tokens", "tokens in and out", "tokens:>10k"),
  choice("kind", "what a step of it is", kinds),
  choice("has", "what must be there", [
    "approval",
    "decision",
    "error",
    "guardrail",
    "handoff",
    "llm",
    "memory",
    "retrieval",
    "tool",
    "cost",
    "session",
    "user",
    "bu",
  ]),
  choice("guardrail", "what a guardrail decided", ["blocked", "passed"]),
  value("name", "the name of a step", 'name:"refund run"'),
  value("error", "the type of an error", "error:RateLimit*"),
  value("provider", "who runs the model", "provider:openai"),
  value("service", "the service that sent it", "service:checkout"),
  value("version", "the agent's version", "version:2.1.*"),
  ofTrace(value("session", "the conversation", "session:abc-123")),
  ofTrace(value("user", "the end user", "user:u-42")),
  ofTrace({ ...value("tag", "a tag and its value", "tag:team=payments"), takes: "tag" }),
  ofTrace(value("label", "a label", "label:beta")),
  ofTrace({ ...value("env", "the environment", "env:production"), aliases: ["environment"] }),
  ofTrace({ ...value("bu", "the business unit", "bu:retail"), aliases: ["businessunit"] }),
  ofTrace(value("usecase", "the use case", "usecase:refunds")),
  ofTrace(bound("spans", "how many steps it has", "spans:>100")),
  ofTrace(bound("errors", "how many of its steps failed", "errors:>=2")),
];

const byName = new Map(
  searchFields.flatMap((field) =>
    [field.name, ...field.aliases].map((name): [string, SearchField] => [name, field]),
  ),
);

/** The field of a name or an alias, in lowercase. */
export const findField = (name: string): SearchField | null => byName.get(name) ?? null;
