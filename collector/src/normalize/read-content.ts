import type { OtlpSpan } from "../decode/otlp.ts";
import { listOf, structureOf, textOf } from "./attributes/json.ts";
import { readText } from "./attributes/read-attribute.ts";
import type { SpanContent } from "./content.ts";
import { spanward } from "./conventions/spanward.ts";
import type { SpanFacts } from "./find-facts.ts";
import { readDocuments } from "./messages/read-documents.ts";
import { readToolDefinitions } from "./messages/read-tool-definitions.ts";

/** What was said in a span, whole: for the one who looks at it. */
export function readContent(span: OtlpSpan, facts: SpanFacts): SpanContent {
  const { conversation, inputValue, outputValue } = facts.said;
  const isRetrieval = facts.kind.value === "retrieval" || facts.kind.value === "rerank";
  return {
    ...conversation,
    inputValue,
    outputValue,
    toolDefinitions: readToolDefinitions(span.attributes),
    documents: isRetrieval ? readDocuments(span.attributes, outputValue) : [],
    decision: readDecision(span),
  };
}

function readDecision({ attributes }: OtlpSpan): SpanContent["decision"] {
  const alternatives = listOf(structureOf(attributes.get(spanward.decisionAlternatives))).map(
    textOf,
  );
  const chosen = readText(attributes, spanward.decisionChosen);
  const reason = readText(attributes, spanward.decisionReason);
  return alternatives.length === 0 && chosen === "" ? null : { alternatives, chosen, reason };
}
