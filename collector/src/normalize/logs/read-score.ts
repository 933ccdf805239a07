import type { ScoreRecord } from "@spanward/clickhouse/records";
import type { Attributes } from "../../decode/otlp.ts";
import { firstNumber, firstText, readText } from "../attributes/read-attribute.ts";

/** What identifies a score that came in as an event. */
export interface ScoreEvent {
  project: string;
  traceId: string;
  spanId: string;
  scoreId: string;
  timeUnixNano: bigint;
  receivedUnixMs: number;
  fields: Attributes;
  scope: string;
}

/** The name of the event that carries an evaluation's result. Source: GenAI semantic conventions 1.38. */
export const evaluationEvent = "gen_ai.evaluation.result";

/** Reads an evaluation's result; null when it names no score. */
export function readScore({ fields, scope, ...event }: ScoreEvent): ScoreRecord | null {
  const name = readText(fields, "gen_ai.evaluation.name");
  const value =
    firstNumber(fields, ["gen_ai.evaluation.score.value", "gen_ai.evaluation.score"])?.value ??
    null;
  const label =
    firstText(fields, ["gen_ai.evaluation.score.label", "gen_ai.evaluation.label"])?.value ?? "";
  if (name === "" || (value === null && label === "")) return null;
  return {
    ...event,
    name,
    source: "otlp",
    evaluator:
      firstText(fields, ["gen_ai.evaluation.evaluator.name", "gen_ai.evaluator.name"])?.value ??
      scope,
    value,
    label,
    explanation: readText(fields, "gen_ai.evaluation.explanation"),
    responseId: readText(fields, "gen_ai.response.id"),
  };
}
