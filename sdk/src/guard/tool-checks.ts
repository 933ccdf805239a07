import { hashValue, joinHashes } from "../loops/hash-value.ts";
import type { LoopFinding } from "../loops/loop-settings.ts";
import type { CheckPoint } from "./checks.ts";
import { inspectStanding } from "./checks.ts";
import { type Denial, noteWouldBe } from "./inspection.ts";
import type { Checked, PreparedTool } from "./tool-definition.ts";

export function inspectAllowlist({ guard }: CheckPoint, { name }: PreparedTool): Denial | null {
  // Without any policy it is the standing that decides, which allows nothing unless told to.
  if (guard.inForce === null || guard.inForce.policy.admitsTool(name)) return null;
  return { code: "tool.not_allowed", reason: `the policy does not name ${name}` };
}

export function inspectArguments({ inspection }: CheckPoint, checked: Checked): Denial | null {
  if (!checked.ok) return { code: "args.invalid", reason: checked.problems };
  inspection.args = checked.args;
  return null;
}

export function inspectPolicy(at: CheckPoint, tool: PreparedTool): Denial | null {
  const { guard, run, inspection, nowMs } = at;
  if (guard.inForce === null) {
    inspection.tier = strictestOf(inspection.tier, tierOfEffect[tool.effect]);
    return inspectStanding(at, inspection.tier);
  }
  const verdict = guard.inForce.policy.judge({
    tool: tool.name,
    effect: tool.effect,
    args: inspection.args,
    tier: inspection.tier,
    facts: run.tree.facts,
    agent: run.agent,
    subject: run.options.subject ?? "",
    viewRun: () => run.view(nowMs),
  });
  inspection.tier = verdict.tier;
  inspection.args = verdict.args;
  inspection.labels = verdict.labels;
  inspection.ruleIds = verdict.ruleIds;
  for (const { outcome } of verdict.observed) noteWouldBe(inspection, outcome);
  if (verdict.outcome === "deny") return verdict;
  if (verdict.outcome === "require_approval") inspection.needsApproval = verdict;
  if (verdict.outcome === "transform") inspection.transformed = verdict;
  return inspectStanding(at, verdict.tier);
}

/** What a policy made of the arguments has to be valid too. */
export function inspectTransformed({ inspection }: CheckPoint, tool: PreparedTool): Denial | null {
  if (inspection.transformed === null) return null;
  const checked = tool.check(inspection.args);
  if (checked instanceof Promise) {
    checked.catch(() => undefined); // it is not waited for
    return { code: "args.invalid", reason: "a transformation needs a schema that answers at once" };
  }
  if (checked.ok) return null;
  return { code: "args.invalid", reason: `after the policy changed them: ${checked.problems}` };
}

const tierOfEffect = { read: 1, write: 2, irreversible: 3 } as const;

function strictestOf(a: 1 | 2 | 3, b: 1 | 2 | 3): 1 | 2 | 3 {
  return a > b ? a : b;
}

/** Whether the run goes round in circles. Tools that poll have their own measure. */
export function inspectLoops(
  { run, inspection, nowMs }: CheckPoint,
  tool: PreparedTool,
): Denial | null {
  const call = joinHashes(tool.hash, hashValue(inspection.args, tool.volatileArgs));
  inspection.call = call;
  const { tree } = run;
  if (tool.poll !== undefined) {
    const verdict = tree.polls.inspect(call, tool.poll, nowMs);
    if (verdict.kind === "wait") inspection.waitMs = verdict.waitMs;
    if (verdict.kind === "wait") return null;
    return { code: "loop.poll", reason: `nothing has changed for ${verdict.waitedMs} ms` };
  }
  const asked = { tool: tool.name, call, nowMs };
  const finding = worse(tree.loops.inspect(asked), tree.loopsOf(run.agentId).inspect(asked));
  if (finding === null) return null;
  if (finding.severity === "warn") inspection.warnings.push(`loop.${finding.kind}`);
  return finding.severity === "warn"
    ? null
    : { code: `loop.${finding.kind}`, reason: tellLoop(finding) };
}

/** A loop in words. */
export function tellLoop({ kind, period, count }: LoopFinding): string {
  switch (kind) {
    case "repeat":
      return `the same call had the same result ${count} times`;
    case "cycle":
      return `the same ${period} calls had the same results ${count} times over`;
    case "errors":
      return `${count} calls in a row failed in the same way`;
    case "novelty":
      return `only ${count} of the last 20 calls differ`;
  }
}

function worse(a: LoopFinding | null, b: LoopFinding | null): LoopFinding | null {
  return a?.severity === "block" ? a : (b ?? a);
}
