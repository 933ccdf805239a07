/**
 * A text that a value must be as a whole; with `glob`, each `*` in it stands for any text. `*` alone is any
 * value there is.
 */
export interface Pattern {
  text: string;
  glob: boolean;
}

/** What a bound compares. */
export type Measure = "latency" | "cost" | "tokens" | "spans" | "errors";
export type Operator = ">" | ">=" | "<" | "<=";

/** One thing a search demands, and where its first term stands. All conditions of a search must hold. */
export type Condition = { negated: boolean; from: number; to: number } & (
  | { kind: "value"; field: string; anyOf: Pattern[] }
  | { kind: "choice"; field: "status" | "kind" | "guardrail"; anyOf: string[] }
  | { kind: "has"; what: string }
  | { kind: "tag"; key: string; value: Pattern | null } // null: whatever its value
  /** `amount` in nanoseconds, nano-dollars or pieces. What is unknown is neither above nor below. */
  | { kind: "bound"; measure: Measure; operator: Operator; amount: bigint }
  | { kind: "text"; phrase: string } // anywhere, whatever its case
);
