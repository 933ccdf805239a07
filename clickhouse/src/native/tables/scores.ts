import type { ScoreRecord } from "../../records/score.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import { nullable } from "../nullable-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<ScoreRecord>();

/** Writes rows of table `scores`. Of two with one identity the one received later wins. */
export const createScoresEncoder = () =>
  new TableEncoder([
    column("project", lowCardinality(), (score) => score.project),
    column("trace_id", scalar.text(), (score) => score.traceId),
    column("span_id", scalar.text(), (score) => score.spanId),
    column("score_id", scalar.text(), (score) => score.scoreId),
    column("time", scalar.unixNano(), (score) => score.timeUnixNano),
    column("name", lowCardinality(), (score) => score.name),
    column("source", lowCardinality(), (score) => score.source),
    column("evaluator", lowCardinality(), (score) => score.evaluator),
    column("value", nullable(scalar.float64(), 0), (score) => score.value),
    column("label", scalar.text(), (score) => score.label),
    column("explanation", scalar.text(), (score) => score.explanation),
    column("response_id", scalar.text(), (score) => score.responseId),
    column("received_at", scalar.unixMs(), (score) => score.receivedUnixMs),
    column("ver", scalar.uint64(), (score) => score.receivedUnixMs),
  ]);
