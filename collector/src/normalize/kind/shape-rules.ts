import type { SpanKind } from "@spanward/clickhouse/records";
import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { firstText, readText } from "../attributes/read-attribute.ts";
import { modelKeys } from "../model/find-model.ts";
import { providerOfHost } from "../model/providers.ts";
import { reportsTokens } from "../usage/token-keys.ts";
import type { KindFinding } from "./kind-finding.ts";
import { kindByWord } from "./vocabulary.ts";

/** What a span looks like, when no convention says what it is. */
export function shapeKind(span: OtlpSpan): KindFinding | null {
  return (
    wordKind(span) ??
    toolShape(span) ??
    modelShape(span) ??
    databaseShape(span) ??
    nameShape(span) ??
    httpShape(span)
  );
}

const kindKey =
  /(?:^|[._:])(?:span|observation|run|event|entity|node|operation)[._]?(?:kind|type)$/i;

/** An instrumentation that nobody listed, but whose attribute names the kind in a word we know. */
function wordKind(span: OtlpSpan): KindFinding | null {
  for (const [key, value] of span.attributes) {
    if (typeof value !== "string" || value.length > 40 || !kindKey.test(key)) continue;
    const kind = kindByWord.get(value.replaceAll('"', "").toLowerCase());
    if (kind !== undefined) return looks(kind, `${key} says so.`, [key]);
  }
  return null;
}

function toolShape({ attributes }: OtlpSpan): KindFinding | null {
  const found = firstText(attributes, [
    "gen_ai.tool.name",
    "tool.name",
    "tool_name",
    "lk.function_tool.name",
  ]);
  // A model's answer that asks for a tool may name it too.
  if (found === null || reportsTokens(attributes)) return null;
  return looks("tool", "It names a tool.", [found.key]);
}

function modelShape({ attributes }: OtlpSpan): KindFinding | null {
  const model = firstText(attributes, modelKeys);
  if (model === null) return null;
  const answer = firstText(attributes, answerKeys);
  if (!reportsTokens(attributes) && answer === null) return null;
  const isEmbedding = model.key.startsWith("embedding.") || /embed/i.test(model.value);
  const keys = answer === null ? [model.key] : [model.key, answer.key];
  return looks(
    isEmbedding ? "embedding" : "llm",
    "It names a model and what the model answered.",
    keys,
  );
}

const answerKeys = [
  "gen_ai.response.id",
  "gen_ai.response.finish_reasons",
  "gen_ai.output.messages",
  "gen_ai.completion",
  "gen_ai.completion.0.content",
  "gen_ai.response.text",
  "llm.output_messages.0.message.role",
  "llm.completions.0.content",
];

const vectorStores =
  /^(?:chroma(?:db)?|pinecone|qdrant|weaviate|milvus|lancedb|marqo|vespa|faiss|pgvector|vectara|astradb)$/;

function databaseShape({ attributes }: OtlpSpan): KindFinding | null {
  const system = firstText(attributes, ["db.system.name", "db.system", "vector_db.vendor"]);
  if (system === null) return null;
  const isVectorSearch = vectorStores.test(system.value.toLowerCase()) || hasVectorKeys(attributes);
  return isVectorSearch ? looks("retrieval", "It asks a vector store.", [system.key]) : null;
}

function hasVectorKeys(attributes: Attributes): boolean {
  for (const key of attributes.keys()) {
    if (/^db\.(?:vector|query\.(?:embeddings|top_k|result))/.test(key)) return true;
  }
  return false;
}

const names: readonly [RegExp, SpanKind][] = [
  [/^(?:chat|text_completion|generate_content) /, "llm"],
  [/^embeddings /, "embedding"],
  [/^(?:execute_tool |running tool)/, "tool"],
  [/^(?:invoke_agent |agent run)/, "agent"],
  [/^handoff to /i, "handoff"],
  [/\.agent$/, "agent"],
  [/\.tool$/, "tool"],
  [/\.workflow$/, "workflow"],
  [/\.task$/, "step"],
];

function nameShape(span: OtlpSpan): KindFinding | null {
  const match = names.find(([pattern]) => pattern.test(span.name));
  return match === undefined ? null : looks(match[1], "Its name says so.", []);
}

function httpShape({ attributes, kind }: OtlpSpan): KindFinding | null {
  const clientKind = 3;
  if (kind !== clientKind || firstText(attributes, ["http.request.method", "http.method"]) === null)
    return null;
  const host = ["server.address", "net.peer.name", "http.host"].find(
    (key) => providerOfHost(readText(attributes, key)) !== "",
  );
  if (host === undefined) return null;
  return looks("noise", "It is the HTTP request of a model call.", [host]);
}

const looks = (value: SpanKind, rule: string, keys: string[]): KindFinding => ({
  value,
  convention: "",
  rule,
  keys,
});
