import type { ChargeableSpan } from "@spanward/clickhouse";
import {
  type ChargeLine,
  type ChargeOwner,
  type ChargeRecord,
  type TokenUsage,
} from "@spanward/clickhouse/records";
import type { SettledCall } from "../assemble/settled-calls.ts";
import { billedTokens, type PricedQuantity, priceQuantities } from "./billed-usage.ts";
import { type OwnerRule, ownerOf } from "./owner-rules.ts";
import type { PriceBook } from "./price-book.ts";
import type { PriceCard } from "./price-card.ts";
import { settleTraceSpans } from "./settle-trace-spans.ts";

/** What charges are made with. */
export interface ChargeRules {
  book: PriceBook;
  owners: readonly OwnerRule[];
  /** Takes the prices that hold now for calls that were priced before. */
  reprice: boolean;
}

/** What one span costs, before it is compared with what was booked. */
export type Charge = Omit<
  ChargeRecord,
  "period" | "sequence" | "reason" | "late" | "bookedUnixMs" | "calls" | "unpriced"
>;

/**
 * What the calls of one trace cost, as its spans tell it now, by span id. Null for a span that costs
 * nothing by itself: it is no call, or another tells of the same one. `frozen` is what a span was
 * charged as before: as long as it is a call of that model, it keeps that price.
 */
export function chargeTrace(
  of: { project: string; spans: readonly ChargeableSpan[]; frozen: Frozen },
  rules: ChargeRules,
): Map<string, Charge | null> {
  const settled = settleTraceSpans(of.spans);
  const ancestors = ancestryOf(of.spans);
  const said = traceOwner(of.spans);
  return new Map(
    of.spans.map((span) => {
      const call = settled.get(span.spanId);
      const owner = ownerOfSpan(of.project, span, { said, rules: rules.owners });
      const context = { ...of, owner, judged: ancestors(span).some(isJudge), rules };
      return [
        span.spanId,
        call?.counted ? callCharge(call, span, context) : otherCharge(span, context),
      ];
    }),
  );
}

const isJudge = ({ kind }: ChargeableSpan) => kind === "evaluator";

/** The model and the price version of a span that was charged; null for one that has had no price yet. */
type Frozen = (spanId: string) => Pick<ChargeRecord, "model" | "priceCard"> | null;

interface Context {
  project: string;
  frozen: Frozen;
  owner: ChargeOwner;
  judged: boolean;
  rules: ChargeRules;
}

function callCharge({ span: call }: SettledCall, span: ChargeableSpan, context: Context): Charge {
  const { book } = context.rules;
  const line = context.judged ? "judge" : call.kind === "embedding" ? "embedding" : "model";
  const usage = call.usageSource === "none" || call.usageSource === "aggregate" ? null : call.usage;
  const model = call.model || call.requestModel;
  const card = frozenCard(context, span.spanId, model) ?? book.find(questionOf(call, span));
  const positions = usage && card ? pricesOf(card, usage) : null;
  const reportedNano = call.reportedCostNanoUsd;
  return {
    ...identityOf(span, context, line),
    provider: call.provider,
    model,
    ...amountsOf(
      positions,
      reportedNano === null || reportedNano <= 0n ? null : reportedNano * 1000n,
    ),
    priceCard: positions && card ? card.id : 0,
    priceSource: positions && card ? card.source : "",
  };
}

function pricesOf(card: PriceCard, usage: TokenUsage): PricedQuantity[] | null {
  const quantities = billedTokens(usage);
  return quantities && priceQuantities(card, quantities, usage.inputTokens);
}

/** The price it was charged with, unless prices are to be looked up anew. */
function frozenCard({ frozen, rules }: Context, spanId: string, model: string): PriceCard | null {
  const before = rules.reprice ? null : frozen(spanId);
  return before?.model === model ? rules.book.card(before.priceCard) : null;
}

function questionOf(call: SettledCall["span"], { attributes, startUnixNano }: ChargeableSpan) {
  const first = (...names: string[]) =>
    names.map((name) => attributes[name] ?? "").find((value) => value !== "") ?? "";
  return {
    provider: call.provider,
    models: [call.model, call.requestModel],
    region: first("cloud.region", "aws.region", "gcp.location"),
    serviceTier: first(
      "openai.response.service_tier",
      "gen_ai.openai.response.service_tier",
      "openai.request.service_tier",
      "gen_ai.openai.request.service_tier",
    ),
    atUnixMs: Number(startUnixNano / 1_000_000n),
  };
}

/** A tool, a retrieval or a person's decision that has a price. */
function otherCharge(span: ChargeableSpan, context: Context): Charge | null {
  const { book } = context.rules;
  const line = otherLines[span.kind];
  if (line === undefined || !book.pricesOthers) return null;
  const name = span.tool || span.agent;
  const atUnixMs = Number(span.startUnixNano / 1_000_000n);
  const card = frozenCard(context, span.spanId, name) ?? book.findOther(line, name, atUnixMs);
  if (!card) return null;
  const quantity =
    line === "human"
      ? { unit: "minute" as const, quantity: (span.durationNs + minuteNs - 1n) / minuteNs }
      : { unit: "call" as const, quantity: 1n };
  const positions = priceQuantities(card, [quantity], 0);
  if (!positions) return null;
  return {
    ...identityOf(span, context, line),
    provider: line,
    model: name,
    ...amountsOf(positions, null),
    priceCard: card.id,
    priceSource: card.source,
  };
}

const minuteNs = 60_000_000_000n; // a minute that has begun is billed
const otherLines: Partial<Record<ChargeableSpan["kind"], "tool" | "retrieval" | "human">> = {
  tool: "tool",
  retrieval: "retrieval",
  approval: "human",
};

const identityOf = (span: ChargeableSpan, { owner, project }: Context, line: ChargeLine) => ({
  ...owner,
  project,
  traceId: span.traceId,
  spanId: span.spanId,
  line,
  timeUnixNano: span.startUnixNano,
  service: span.service,
  environment: span.environment,
  agent: span.agent,
  failed: span.status === "error",
});

/** The computed cost counts; where there is none, what the sender reported; else nobody knows. */
function amountsOf(positions: PricedQuantity[] | null, reportedPicoUsd: bigint | null) {
  const computedPicoUsd =
    positions && positions.reduce((sum, { amountPicoUsd }) => sum + amountPicoUsd, 0n);
  const rule: Charge["rule"] =
    computedPicoUsd !== null ? "computed" : reportedPicoUsd !== null ? "reported" : "none";
  return {
    positions: positions ?? [],
    computedPicoUsd,
    reportedPicoUsd,
    costPicoUsd: computedPicoUsd ?? reportedPicoUsd,
    rule,
  };
}

function ownerOfSpan(
  project: string,
  span: ChargeableSpan,
  { rules, said }: { rules: readonly OwnerRule[]; said: ChargeOwner },
): ChargeOwner {
  const own = saidBy(span);
  const { agent, environment, model, provider, service } = span;
  const merged: ChargeOwner = {
    businessUnit: own.businessUnit || said.businessUnit,
    costProject: own.costProject || said.costProject,
    useCase: own.useCase || said.useCase,
    customer: own.customer || said.customer,
    costCenter: own.costCenter || said.costCenter,
  };
  return ownerOf(rules, {
    facts: {
      service,
      environment,
      agent,
      provider,
      model,
      project,
      business_unit: merged.businessUnit,
      use_case: merged.useCase,
    },
    tags: span.tags,
    attributes: span.attributes,
    said: merged,
    startUnixMs: Number(span.startUnixNano / 1_000_000n),
  });
}

const saidBy = ({ businessUnit, tags, useCase }: ChargeableSpan): ChargeOwner => ({
  businessUnit,
  costProject: tags["project"] ?? "",
  useCase,
  customer: tags["customer"] ?? "",
  costCenter: tags["cost_center"] ?? "",
});

/** What the root says of the owner, else the earliest span that says anything. */
function traceOwner(spans: readonly ChargeableSpan[]): ChargeOwner {
  const ordered = spans.toSorted(
    (one, other) => Number(one.parentSpanId !== "") - Number(other.parentSpanId !== ""),
  );
  const owner: ChargeOwner = {
    businessUnit: "",
    costProject: "",
    useCase: "",
    customer: "",
    costCenter: "",
  };
  for (const span of ordered) {
    const said = saidBy(span);
    owner.businessUnit ||= said.businessUnit;
    owner.costProject ||= said.costProject;
    owner.useCase ||= said.useCase;
    owner.customer ||= said.customer;
    owner.costCenter ||= said.costCenter;
  }
  return owner;
}

/** How far up an evaluator is looked for; also ends a circle of parents. */
const ancestorsMax = 64;

function ancestryOf(spans: readonly ChargeableSpan[]) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return (span: ChargeableSpan): ChargeableSpan[] => {
    const found: ChargeableSpan[] = [];
    let at = byId.get(span.parentSpanId);
    while (at !== undefined && found.length < ancestorsMax) {
      found.push(at);
      at = byId.get(at.parentSpanId);
    }
    return found;
  };
}
