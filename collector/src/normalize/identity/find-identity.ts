import type { Attributes, OtlpResource } from "../../decode/otlp.ts";
import { readText } from "../attributes/read-attribute.ts";
import type { Finding } from "../finding.ts";
import { idText } from "./id-text.ts";
import type { MetadataEntry } from "./metadata.ts";

/** A span or a log record: it has attributes of its own, and those of its resource. */
export interface Attributed {
  attributes: Attributes;
  resource: OtlpResource;
}

// In this order. Not among them: `mcp.session.id`, a connection, and `langsmith.trace.session_name`,
// a project.
const sessionKeys = [
  "session.id",
  "gen_ai.conversation.id",
  "langfuse.session.id",
  "langwatch.thread.id",
  "gcp.vertex.agent.session_id",
  "mlflow.trace.session",
  "gen_ai.thread.id",
  "thread.id",
  "conversation.id",
  "conversationId",
  "gen_ai.session.id",
  "session_id",
] as const;
const sessionNames = /^(?:session_?id|conversation_?id|thread_?id|chat_?id)$/i;

const userKeys = [
  "user.id",
  "enduser.id",
  "langfuse.user.id",
  "langwatch.user.id",
  "mlflow.trace.user",
  "gen_ai.user.id",
  "gen_ai.request.user",
  "llm.user",
  "userId",
  "user_id",
] as const;
const userNames = /^(?:user_?id|user_api_key_end_user_id|user_api_key_user_id|enduser_?id)$/i;

/** The conversation that a span belongs to; "" when nothing says. */
export const findSession = (item: Attributed, metadata: MetadataEntry[]): Finding<string> =>
  findId(item, metadata, { keys: sessionKeys, names: sessionNames });

/** On whose behalf a span ran; "" when nothing says. */
export const findUser = (item: Attributed, metadata: MetadataEntry[]): Finding<string> =>
  findId(item, metadata, { keys: userKeys, names: userNames });

interface IdNames {
  keys: readonly string[];
  names: RegExp;
}

function findId(
  item: Attributed,
  metadata: MetadataEntry[],
  { keys, names }: IdNames,
): Finding<string> {
  const own = firstId(item.attributes, keys);
  if (own !== null) return own;
  // Session before conversation before thread, whatever the order of the attributes.
  const candidates = metadata
    .filter((entry) => names.test(entry.name) && idText(entry.value) !== "")
    .toSorted((a, b) => rank(a.name) - rank(b.name));
  const entry = candidates[0];
  if (entry !== undefined) {
    return {
      value: idText(entry.value),
      rule: `The application's metadata names it.`,
      keys: [entry.key],
    };
  }
  const resource = firstId(item.resource.attributes, keys);
  if (resource !== null) return { ...resource, rule: `The resource's ${resource.rule}` };
  return { value: "", rule: "Nothing names it.", keys: [] };
}

function firstId(attributes: Attributes, keys: readonly string[]): Finding<string> | null {
  for (const key of keys) {
    const value = idText(readText(attributes, key));
    if (value !== "") return { value, rule: `${key} names it.`, keys: [key] };
  }
  return null;
}

const order = ["session", "conversation", "thread", "chat"];
const rank = (name: string): number =>
  order.findIndex((word) => name.toLowerCase().startsWith(word));
