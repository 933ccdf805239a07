/**
 * A message as OpenTelemetry's GenAI conventions have it.
 * Source: https://github.com/open-telemetry/semantic-conventions-genai, gen-ai-input-messages.json
 */
export interface Message {
  role: string; // system | user | assistant | tool
  parts: MessagePart[];
  finish_reason?: string;
}

export type MessagePart =
  | { type: "text"; content: string }
  | { type: "reasoning"; content: string }
  | { type: "tool_call"; id: string; name: string; arguments: unknown }
  | { type: "tool_call_response"; id: string; response: unknown }
  | { type: "blob"; modality: string; mime_type: string; content: string }
  | { type: "uri"; modality: string; uri: string }
  | { type: string; [field: string]: unknown }; // what has no name of its own, as it was given

/**
 * What the functions for model calls take: a text is one user message; messages may be in the form
 * above, or as they go to OpenAI, Anthropic or Google.
 */
export type Messages = string | readonly unknown[];
