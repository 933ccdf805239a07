import type { SpanRecord } from "@spanward/clickhouse/records";
import { explainsUsage, withDetailOf } from "../normalize/usage/token-usage.ts";

/** What can be told of one call to a provider: by its own span, by one around it, by a log record. */
export type CallAccount = Pick<
  SpanRecord,
  | "usage"
  | "usageSource"
  | "requestedTools"
  | "reportedCostNanoUsd"
  | "provider"
  | "model"
  | "requestModel"
  | "finishReason"
>;

/** The account that a span gives. */
export const accountOf = (span: CallAccount): CallAccount => ({
  usage: span.usage,
  usageSource: span.usageSource,
  requestedTools: span.requestedTools,
  reportedCostNanoUsd: span.reportedCostNanoUsd,
  provider: span.provider,
  model: span.model,
  requestModel: span.requestModel,
  finishReason: span.finishReason,
});

/** A call's account with what it lacks filled in from another account of the same call. */
export const lend = (to: CallAccount, from: CallAccount): CallAccount => ({
  ...lendUsage(to, from),
  requestedTools: to.requestedTools.length > 0 ? to.requestedTools : from.requestedTools,
  reportedCostNanoUsd: to.reportedCostNanoUsd ?? from.reportedCostNanoUsd,
  provider: to.provider || from.provider,
  model: to.model || from.model,
  requestModel: to.requestModel || from.requestModel,
  finishReason: to.finishReason || from.finishReason,
});

function lendUsage(to: CallAccount, from: CallAccount): Pick<CallAccount, "usage" | "usageSource"> {
  const { usage, usageSource } = to;
  if (from.usageSource === "none") return { usage, usageSource };
  if (usageSource === "none") {
    // What was read out of a quotation is not what the provider reported for this call.
    const isReported = from.usageSource !== "aggregate";
    return { usage: from.usage, usageSource: isReported ? from.usageSource : "derived" };
  }
  if (!explainsUsage(from.usage, usage)) return { usage, usageSource };
  return { usage: withDetailOf(from.usage, usage), usageSource };
}

/**
 * What an account of several calls together can tell of them: only what none of them tells. Shown on
 * the first of them, so that sums are right.
 */
export function lendTotal(to: readonly CallAccount[], from: CallAccount): CallAccount {
  const noneReports = to.every(({ usageSource }) => usageSource === "none");
  const noneAsks = to.every(({ requestedTools }) => requestedTools.length === 0);
  const noneCosts = to.every(({ reportedCostNanoUsd }) => reportedCostNanoUsd === null);
  return {
    ...from,
    usageSource: noneReports && from.usageSource !== "none" ? "derived" : "none",
    requestedTools: noneAsks ? from.requestedTools : [],
    reportedCostNanoUsd: noneCosts ? from.reportedCostNanoUsd : null,
  };
}
