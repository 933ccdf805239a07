/** One score of a span or of a whole trace: the row of table `scores`. */
export interface ScoreRecord {
  project: string;
  traceId: string;
  spanId: string; // "" for a score of the whole trace
  scoreId: string;
  timeUnixNano: bigint;
  name: string;
  source: "otlp" | "evaluator" | "human";
  evaluator: string;
  value: number | null; // null: a label only
  label: string;
  explanation: string;
  responseId: string;
  receivedUnixMs: number;
}
