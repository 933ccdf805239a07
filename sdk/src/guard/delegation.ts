import { randomUUID } from "node:crypto";
import { context, propagation } from "@opentelemetry/api";
import { Ajv } from "ajv";
import type { Hold } from "../budgets/budget-book.ts";
import { nanoFromUsd, usdFromNano } from "../policy/money.ts";
import type { Tier } from "../policy/policy-document.ts";
import type { GuardState } from "./guard-state.ts";
import type { Run } from "./run.ts";
import { openToken, signToken } from "./signed-token.ts";

const entryKey = "spanward.guard";
const purpose = "spanward.delegation/1";
const reportPurpose = "spanward.delegation-report/1";
const takenMax = 10_000;
const lifeMsDefault = 10 * 60_000;

/** What another process may take of a run's limits. What is left out is half of what is left. */
export interface Share {
  steps?: number | undefined;
  tokens?: number | undefined;
  costUsd?: string | undefined;
}

/** A part of a run that was handed to another process. */
export interface Delegation {
  /**
   * Gives back what the other process did not take, as its report says. Without a report, or with one
   * that it did not sign, all of it counts as taken.
   */
  settle(report?: string): void;
}

/** What travels. Money as decimal text. */
export interface Delegated {
  id: string;
  root: string;
  from: string;
  depth: number;
  tier: Tier;
  steps: number;
  tokens: number | null;
  costUsd: string | null;
  labels: string[];
  tools: Record<string, number>;
  expiresMs: number;
}

interface Report {
  id: string;
  steps: number;
  tokens: number;
  costUsd: string;
}

const count = { type: "integer", minimum: 0 };
const isDelegated = new Ajv({ strict: false }).compile<Delegated>({
  type: "object",
  required: [
    "id",
    "root",
    "from",
    "depth",
    "tier",
    "steps",
    "tokens",
    "costUsd",
    "labels",
    "tools",
    "expiresMs",
  ],
  properties: {
    id: { type: "string" },
    root: { type: "string" },
    from: { type: "string" },
    depth: count,
    tier: { enum: [1, 2, 3] },
    steps: count,
    tokens: { anyOf: [count, { type: "null" }] },
    costUsd: { type: ["string", "null"] },
    labels: { type: "array", items: { type: "string" } },
    tools: { type: "object", additionalProperties: count },
    expiresMs: count,
  },
});
const isReport = new Ajv({ strict: false }).compile<Report>({
  type: "object",
  required: ["id", "steps", "tokens", "costUsd"],
  properties: { id: { type: "string" }, steps: count, tokens: count, costUsd: { type: "string" } },
});

/**
 * Takes a share of a run's limits and writes it, signed, into the headers of a request. The share is gone
 * from this run at once, so that both together never take more than the run may.
 *
 * @throws {Error} without a `signingKey`.
 */
export function delegate(
  guard: GuardState,
  run: Run,
  { headers, share = {} }: { headers: Record<string, string>; share?: Share | undefined },
): Delegation {
  const key = guard.signingKey;
  if (key === null) throw new Error("limits cross processes only with a signingKey");
  const nowMs = guard.clock.nowMs();
  const delegated = describe(run, share, nowMs);
  const hold = take(guard, run, { delegated, nowMs });
  propagation.inject(context.active(), headers);
  const own = `${entryKey}=${signToken(purpose, delegated, key)}`;
  headers["baggage"] = headers["baggage"] ? `${headers["baggage"]},${own}` : own;
  let settled = false;
  return {
    settle: (report) => {
      if (settled) return;
      settled = true;
      const said = report === undefined ? undefined : openQuietly(reportPurpose, report, key);
      const taken = isReport(said) && said.id === delegated.id ? said : null;
      giveBack(guard, run, { delegated, hold, taken });
    },
  };
}

function describe(run: Run, share: Share, nowMs: number): Delegated {
  const { tree, scopes, tier, depth, agentId } = run;
  const left = (limit: number | null, used: number) =>
    limit === null ? Infinity : Math.max(0, limit - used);
  const half = (key: "maxSteps" | "maxTokens") => {
    const rests = scopes.map(({ limits, steps, account }) =>
      left(limits[key], key === "maxSteps" ? steps : account.spent.tokens + account.held.tokens),
    );
    return Math.floor(Math.min(...rests) / 2);
  };
  const tokens = share.tokens ?? half("maxTokens");
  const ends = scopes.flatMap(({ limits, startedMs }) =>
    limits.maxDurationMs === null ? [] : [startedMs + limits.maxDurationMs],
  );
  return {
    id: randomUUID(),
    root: tree.id,
    from: agentId,
    depth: depth + 1,
    tier,
    steps: share.steps ?? half("maxSteps"),
    tokens: Number.isFinite(tokens) ? tokens : null,
    costUsd: share.costUsd ?? halfCost(run),
    labels: [...tree.facts.labels],
    tools: Object.fromEntries(tree.facts.tools),
    expiresMs: Math.floor(Math.min(nowMs + lifeMsDefault, ...ends)),
  };
}

function halfCost({ scopes }: Run): string | null {
  const rests = scopes.flatMap(({ account: { limit, spent, held } }) =>
    limit.costNano === null ? [] : [limit.costNano - spent.costNano - held.costNano],
  );
  const least = rests.length === 0 ? null : rests.reduce((a, b) => (a < b ? a : b));
  return least === null ? null : usdFromNano(least < 0n ? 0n : least / 2n);
}

/** @throws {RangeError} when the run has not so much left. */
function take(
  guard: GuardState,
  run: Run,
  { delegated, nowMs }: { delegated: Delegated; nowMs: number },
): Hold {
  const amount = {
    costNano: delegated.costUsd === null ? 0n : nanoFromUsd(delegated.costUsd),
    tokens: delegated.tokens ?? 0,
    calls: 0,
  };
  const short = run.scopes.find(({ limits, steps }) => steps + delegated.steps > limits.maxSteps);
  if (short !== undefined)
    throw new RangeError(`${short.id} has no ${delegated.steps} steps left to give`);
  const holdMs = delegated.expiresMs - nowMs;
  // What is never reported stays taken: nobody knows what became of it.
  const made = guard.book.reserve(run.accounts, amount, { nowMs, holdMs });
  if (made.kind === "refused")
    throw new RangeError(`${made.account.id} has too little left to give`);
  for (const scope of run.scopes) scope.steps += delegated.steps;
  return made.hold;
}

function giveBack(
  guard: GuardState,
  run: Run,
  { delegated, hold, taken }: { delegated: Delegated; hold: Hold; taken: Report | null },
): void {
  const spent = {
    costNano: taken === null ? hold.amount.costNano : nanoFromUsd(taken.costUsd),
    tokens: taken?.tokens ?? hold.amount.tokens,
    calls: 0,
  };
  guard.book.settle(hold, spent);
  run.tree.facts.spent(spent);
  const unused = Math.max(0, delegated.steps - (taken?.steps ?? delegated.steps));
  for (const scope of run.scopes) scope.steps -= unused;
  run.tree.facts.steps += delegated.steps - unused;
}

/** What a request brought: nothing, a share, or something that was tampered with, is over or was taken before. */
export type Received =
  | { kind: "none" }
  | { kind: "share"; share: Delegated }
  | { kind: "refused"; reason: string };

/** Reads the share out of a request's headers. It can be taken up once in this process. */
export function receive(
  guard: GuardState,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Received {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === "baggage")?.[1];
  const text = Array.isArray(entry) ? entry.join(",") : (entry ?? "");
  const tokens = text.split(",").flatMap((item) => {
    const [key = "", value = ""] = item.trim().split("=");
    return key === entryKey ? [value] : [];
  });
  const [token] = tokens;
  if (token === undefined) return { kind: "none" };
  if (tokens.length > 1) return { kind: "refused", reason: "the request has more than one share" };
  if (guard.signingKey === null)
    return { kind: "refused", reason: "there is no signingKey to check it with" };
  const share = openQuietly(purpose, token, guard.signingKey);
  if (!isDelegated(share)) return { kind: "refused", reason: "its signature does not fit" };
  const nowMs = guard.clock.nowMs();
  if (share.expiresMs <= nowMs) return { kind: "refused", reason: "it is over" };
  for (const [id, expiresMs] of guard.taken) if (expiresMs <= nowMs) guard.taken.delete(id);
  if (guard.taken.has(share.id)) return { kind: "refused", reason: "it was taken up before" };
  if (guard.taken.size >= takenMax) return { kind: "refused", reason: "there are too many" };
  guard.taken.set(share.id, share.expiresMs);
  return { kind: "share", share };
}

/** What a run took of the share it was given, signed: send it back with the answer. */
export function reportOn(guard: GuardState, share: Delegated, run: Run): string {
  const { account, steps } = run.scopes.at(-1) ?? { account: null, steps: 0 };
  const report: Report = {
    id: share.id,
    steps,
    tokens: account?.spent.tokens ?? 0,
    costUsd: usdFromNano(account?.spent.costNano ?? 0n),
  };
  if (guard.signingKey === null) throw new Error("a share is reported on only with a signingKey");
  return signToken(reportPurpose, report, guard.signingKey);
}

function openQuietly(what: string, token: string, key: Uint8Array): unknown {
  try {
    return openToken(what, token, key);
  } catch {
    return undefined;
  }
}
