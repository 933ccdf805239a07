import type { AgentEdge } from "../../../layout/agent-edges.ts";
import { formatCount } from "../../../format.ts";

const verbs = {
  delegation: "called",
  handoff: "handed over to",
  sequence: "was followed by",
} as const;

/** An edge as a sentence: `planner called coder 4 times; 3 times it went on afterwards`. */
export function edgeWords(
  { kind, count, returns }: AgentEdge,
  { from, to }: { from: string; to: string },
): string {
  const passage = `${from} ${verbs[kind]} ${to} ${times(count)}`;
  return returns === 0 ? passage : `${passage}; ${times(returns)} it went on afterwards`;
}

/** What stands on an edge: `4×`, or `4× ↩3` where control did not always come back. */
export function edgeLabel({ count, returns }: AgentEdge): string {
  const isMixed = returns > 0 && returns < count;
  return isMixed ? `${formatCount(count)}× ↩${formatCount(returns)}` : `${formatCount(count)}×`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${formatCount(count)} times`;
}
