import type { Scenario } from "./scenarios.ts";

/** What a scenario came out as, summed over its traces. */
export interface Tally {
  llmCalls: number;
  usage: { input: number; output: number; cacheRead: number; cacheWrite: number } | null;
  toolNames: string[];
}

/**
 * How a tally compares with the truth. `exact`: every number is the truth. `unknown`: the manifest says
 * that the payload lost a number, and the answer is NULL. `absent`: only cached tokens differ, and
 * nothing that was sent mentions a cache, so that no rule can know of them.
 */
export interface Verdict {
  scenario: string;
  outcome: "exact" | "unknown" | "absent" | "miss";
  differences: string[];
}

/** Compares what came out of a scenario with what the provider served. `payload` is all that was sent. */
export function judge(scenario: Scenario, tally: Tally, payload: string): Verdict {
  const differences = [
    ...compareCalls(scenario, tally),
    ...compareUsage(scenario, tally),
    ...compareTools(scenario, tally),
  ];
  return {
    scenario: scenario.name,
    outcome: outcomeOf(scenario, differences, { tally, payload }),
    differences,
  };
}

function outcomeOf(
  { knownLoss }: Scenario,
  differences: string[],
  { payload, tally }: { tally: Tally; payload: string },
): Verdict["outcome"] {
  const all = (pattern: RegExp): boolean => differences.every((text) => pattern.test(text));
  if (differences.length === 0) return "exact";
  if (knownLoss.length > 0 && tally.usage === null && all(/^usage /)) return "unknown";
  return all(/^cache(?:Read|Write) 0,/) && !/cache/i.test(payload) ? "absent" : "miss";
}

/** The share of the scenarios that something was sent of, in words and as a number. */
export interface Score {
  exact: number; // exact, or NULL where the manifest says that the number is lost
  possible: number; // the same, and what no rule can know
}

/** How many of all verdicts are right. */
export function scoreOf(verdicts: readonly Verdict[]): Score {
  const share = (...outcomes: Verdict["outcome"][]): number =>
    verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length / verdicts.length;
  return { exact: share("exact", "unknown"), possible: share("exact", "unknown", "absent") };
}

function compareCalls({ manualUsage, served }: Scenario, { llmCalls }: Tally): string[] {
  const expected = manualUsage === null ? served.llm_calls_ok : 1;
  return llmCalls === expected ? [] : [`llmCalls ${llmCalls}, served ${expected}`];
}

function compareUsage(scenario: Scenario, { usage }: Tally): string[] {
  const expected = expectedUsage(scenario);
  if (usage === null || expected === null) {
    return usage === expected
      ? []
      : [`usage ${JSON.stringify(usage)}, served ${JSON.stringify(expected)}`];
  }
  return (["input", "output", "cacheRead", "cacheWrite"] as const).flatMap((bucket) =>
    usage[bucket] === expected[bucket]
      ? []
      : [`${bucket} ${usage[bucket]}, served ${expected[bucket]}`],
  );
}

function expectedUsage({ manualUsage, served }: Scenario): Tally["usage"] {
  if (manualUsage !== null) {
    const { cache_read_input_tokens: cacheRead, input, output } = manualUsage;
    return { input, output, cacheRead, cacheWrite: 0 };
  }
  // A stream without usage: nobody but the provider knows.
  if (served.visible_input_tokens === 0 && served.visible_output_tokens === 0) return null;
  return {
    input: served.input_tokens,
    output: served.output_tokens,
    cacheRead: served.cache_read_tokens,
    cacheWrite: served.cache_write_tokens,
  };
}

/** Every tool that was asked for must be named; tools that ran without being asked for may be. */
function compareTools({ served, toolsExecuted }: Scenario, { toolNames }: Tally): string[] {
  const asked = new Set(served.tool_calls_requested);
  const allowed = new Set([...asked, ...toolsExecuted]);
  const missing = [...asked].filter((name) => !toolNames.includes(name));
  const surplus = toolNames.filter((name) => !allowed.has(name));
  return [
    ...missing.map((name) => `tool ${name} is missing`),
    ...surplus.map((name) => `tool ${name} was not asked for`),
  ];
}
