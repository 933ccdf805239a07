import type { SpanKind } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../../decode/otlp.ts";
import type { Finding } from "../finding.ts";

/** A kind, and the convention whose rule decided; "" when it is nobody's in particular. */
export interface KindFinding extends Finding<SpanKind> {
  convention: string;
}

/** Decides what a span is; null leaves it to the next rule. */
export type KindRule = (span: OtlpSpan) => KindFinding | null;
