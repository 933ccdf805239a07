import { allTime, type Period, type TraceFilter } from "@spanward/clickhouse";
import { spanStatuses } from "@spanward/clickhouse/records";
import { z } from "zod";
import { periodOf } from "./asked-period.ts";
import { alternatives, dollars, milliseconds, period, project } from "./parameters.ts";
import { searchText } from "./search-filter.ts";

const Tag = z
  .string()
  .regex(/^[^:]+:/s, "a tag is given as key:value")
  .transform((text) => {
    const colon = text.indexOf(":");
    return { key: text.slice(0, colon), value: text.slice(colon + 1) };
  });

/**
 * Which traces are asked for: by `q`, a text of the search grammar, by the other parameters, or by both.
 * Alternatives of one parameter are joined by "or", tags by "and".
 */
export const TraceQuery = z.object({
  project,
  ...period,
  q: searchText,
  status: alternatives.pipe(z.array(z.enum(spanStatuses))),
  agent: alternatives,
  model: alternatives,
  tool: alternatives, // executed or requested
  service: alternatives,
  environment: alternatives,
  session: alternatives,
  user: alternatives,
  businessUnit: alternatives,
  useCase: alternatives,
  label: alternatives,
  tag: alternatives.pipe(z.array(Tag)),
  minDurationMs: milliseconds,
  maxDurationMs: milliseconds,
  minCostUsd: dollars,
  minTokens: z.coerce.number<string>().int().min(0).max(1e15).optional(),
  text: z.string().max(500).default(""), // a phrase in names, previews or content
});
export type TraceQuery = z.output<typeof TraceQuery>;

/** The period asked for, open where it is left open. @throws {ApiError} when it ends before it begins */
export const openPeriod = ({ from, to }: Pick<TraceQuery, "from" | "to">): Period =>
  periodOf(from ?? allTime.fromUnixNano, to ?? allTime.toUnixNano);

/** The filter in the store's words. */
export function filterOf(asked: TraceQuery): TraceFilter {
  return {
    status: asked.status,
    agent: asked.agent,
    model: asked.model,
    tool: asked.tool,
    service: asked.service,
    environment: asked.environment,
    session: asked.session,
    user: asked.user,
    businessUnit: asked.businessUnit,
    useCase: asked.useCase,
    label: asked.label,
    tags: asked.tag,
    minDurationNs: asked.minDurationMs ?? null,
    maxDurationNs: asked.maxDurationMs ?? null,
    minCostNanoUsd: asked.minCostUsd ?? null,
    minTokens: asked.minTokens ?? null,
    text: asked.text.trim(),
    conditions: asked.q,
  };
}
