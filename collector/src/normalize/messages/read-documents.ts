import type { Attributes } from "../../decode/otlp.ts";
import { readFlatList } from "../attributes/flat-list.ts";
import { field, isObject, type Json, listOf, structureOf, textOf } from "../attributes/json.ts";
import { toNumber } from "../attributes/read-attribute.ts";
import type { SpanContent } from "../content.ts";

type Document = SpanContent["documents"][number];

const flatKeys = [
  "retrieval.documents",
  "reranker.output_documents",
  "reranker.input_documents",
  "db.query.result",
] as const;

/** The documents that a search found; empty when the span does not say. */
export function readDocuments(attributes: Attributes, output: string | null): Document[] {
  for (const prefix of flatKeys) {
    const documents = (readFlatList(attributes, prefix) ?? []).flatMap(readDocument);
    if (documents.length > 0) return documents;
  }
  const structure = structureOf(attributes.get("gen_ai.retrieval.documents") ?? output ?? null);
  const list =
    field(structure, "documents", "outputs", "results", "contexts", "matches", "value") ??
    structure;
  return listOf(list).flatMap(readDocument);
}

function readDocument(value: Json): Document[] {
  if (!isObject(value)) return [];
  const document = field(value, "document") ?? value;
  const content = field(document, "content", "page_content", "pageContent", "text", "body");
  const id = field(document, "id", "document_id", "doc_id");
  if (content === undefined && id === undefined) return [];
  const score = toNumber(
    field(document, "score", "relevance_score", "similarity") ?? field(value, "score"),
  );
  return [{ id: textOf(id), content: textOf(content), score }];
}
