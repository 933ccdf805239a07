import type { Condition, Measure, Operator, Pattern } from "./condition.ts";
import type { Search, SearchProblem } from "./parse-search.ts";

/** What is known of a span where a search looks at single spans: in a trace that is open. */
export interface SearchedSpan {
  name: string;
  kind: string;
  /** The agent it names itself, "" for none … */
  agent: string;
  /** … and the one it happened in, for `agent:`. */
  withinAgent: string;
  model: string;
  tool: string;
  service: string;
  status: "unset" | "ok" | "error";
  pending: boolean; // still running
  softError: boolean; // the result is an error although the status is not
  durationNs: number;
  costNanoUsd: number; // NaN: not known
  tokens: number; // in and out; NaN: not known
}

/** A search as a test of spans. */
export interface SpanTest {
  matches: (span: SearchedSpan) => boolean;
  /** Terms that say nothing of a single span, such as `session:`, and so are left out of the test. */
  ignored: SearchProblem[];
  /** Nothing is left to test: every span matches. */
  isEmpty: boolean;
}

/**
 * Makes a test of a search. Verdicts on words are remembered, so that a hundred thousand spans with a
 * few names cost little more than looking at each once.
 */
export function spanTest({ conditions, terms }: Pick<Search, "conditions" | "terms">): SpanTest {
  const tests: ((span: SearchedSpan) => boolean)[] = [];
  const ignored: SearchProblem[] = [];
  for (const condition of conditions) {
    const test = testOf(condition);
    if (test) tests.push(condition.negated ? (span) => !test(span) : test);
    else {
      const field = terms.find(({ from }) => from === condition.from)?.field ?? "this";
      const message = `${field}: is not known of a single step; it is left out here.`;
      ignored.push({ from: condition.from, to: condition.to, message });
    }
  }
  return {
    matches: (span) => tests.every((test) => test(span)),
    ignored,
    isEmpty: tests.length === 0,
  };
}

/** Null when no single span knows it. What is unknown does not pass, not even what must not be so. */
function testOf(condition: Condition): ((span: SearchedSpan) => boolean) | null {
  switch (condition.kind) {
    case "value": {
      const read = words[condition.field];
      return read
        ? remembered(read, (word) => condition.anyOf.some((each) => fits(each, word)))
        : null;
    }
    case "choice":
      return (span) => condition.anyOf.some((choice) => chosen(condition.field, choice, span));
    case "has":
      return has(condition.what);
    case "bound": {
      const read = amounts[condition.measure];
      const bound = Number(condition.amount);
      const { negated, operator } = condition;
      if (!read) return null;
      return (span) => {
        const amount = read(span);
        return Number.isNaN(amount) ? negated : compare(amount, operator, bound);
      };
    }
    case "text": {
      const phrase = condition.phrase.toLowerCase();
      const tests = [...Object.values(words), (span: SearchedSpan) => span.kind]
        .filter((read) => read !== words["agent"])
        .concat((span) => span.agent)
        .map((read) => remembered(read, (word) => word.toLowerCase().includes(phrase)));
      return (span) => tests.some((test) => test(span));
    }
    case "tag":
      return null;
  }
}

const words: Record<string, (span: SearchedSpan) => string> = {
  name: (span) => span.name,
  agent: (span) => span.withinAgent,
  model: (span) => span.model,
  tool: (span) => span.tool,
  service: (span) => span.service,
};

const amounts: Partial<Record<Measure, (span: SearchedSpan) => number>> = {
  latency: (span) => span.durationNs,
  cost: (span) => span.costNanoUsd,
  tokens: (span) => span.tokens,
};

function remembered(read: (span: SearchedSpan) => string, judge: (word: string) => boolean) {
  const verdicts = new Map<string, boolean>();
  return (span: SearchedSpan): boolean => {
    const word = read(span);
    const known = verdicts.get(word);
    if (known !== undefined) return known;
    const verdict = judge(word);
    verdicts.set(word, verdict);
    return verdict;
  };
}

function chosen(
  field: "status" | "kind" | "guardrail",
  choice: string,
  span: SearchedSpan,
): boolean {
  switch (field) {
    case "kind":
      return span.kind === choice;
    case "status":
      return choice === "running" ? span.pending : !span.pending && span.status === choice;
    case "guardrail":
      return span.kind === "guardrail" && (choice === "blocked") === isBlocked(span);
  }
}

const isBlocked = ({ softError, status }: SearchedSpan): boolean => softError || status === "error";

function has(what: string): ((span: SearchedSpan) => boolean) | null {
  switch (what) {
    case "error":
      return (span) => span.status === "error";
    case "cost":
      return (span) => !Number.isNaN(span.costNanoUsd);
    case "session":
    case "user":
    case "bu":
      return null;
    default:
      return (span) => span.kind === what;
  }
}

function compare(amount: number, operator: Operator, bound: number): boolean {
  switch (operator) {
    case ">":
      return amount > bound;
    case ">=":
      return amount >= bound;
    case "<":
      return amount < bound;
    case "<=":
      return amount <= bound;
  }
}

/** Whether a word is what a pattern says, as a whole and letter by letter. */
function fits({ glob, text }: Pattern, word: string): boolean {
  if (!glob) return word === text;
  if (word === "") return false;
  const [first = "", ...rest] = text.split("*");
  const last = rest.pop() ?? "";
  if (!word.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = word.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return word.length >= at + last.length && word.endsWith(last);
}
