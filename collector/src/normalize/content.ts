/** A conversation as a reader sees it, whatever the convention it came in. Texts are whole here. */
export interface Message {
  role: string; // system | user | assistant | tool | …
  name?: string;
  parts: MessagePart[];
  finishReason?: string;
}

export type MessagePart =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; id: string; name: string; arguments: string } // arguments: JSON text as sent
  | { type: "tool_result"; id: string; name: string; result: string }
  | {
      type: "media";
      mimeType: string;
      bytes: number;
      source: "inline" | "url" | "file";
      reference: string;
    }
  | { type: "json"; json: string }; // a part of a shape nobody knows, as JSON

/** What went in and came out of one span. Lists are empty, and texts null, where nothing was sent. */
export interface SpanContent {
  system: MessagePart[];
  input: Message[];
  output: Message[];
  /** Input and output of spans that are no conversation: tools, agents, steps. Text, or JSON as text. */
  inputValue: string | null;
  outputValue: string | null;
  toolDefinitions: { name: string; description: string; schema: string }[];
  documents: { id: string; content: string; score: number | null }[];
  /** Decision spans: the alternatives considered, the one chosen, and why. */
  decision: { alternatives: string[]; chosen: string; reason: string } | null;
}

/** Why a canonical field has its value: the rule that decided, and the attributes it read. */
export interface Decision {
  field: string; // kind | model | provider | usage | agent | session | …
  value: string;
  rule: string; // one sentence, as a person would say it
  sources: { key: string; value: string }[]; // the raw attributes read, values cut to 200 code points
}
