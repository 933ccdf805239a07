/** One turn of a conversation with a model. */
export interface Turn {
  role: "user" | "assistant" | "tool";
  text?: string;
  calls?: readonly ToolCall[];
  results?: readonly { id: string; name: string; result: string }[];
}

export interface ToolCall {
  id: string;
  name: string;
  arguments: object;
}

/** `input` includes the cache reads and writes, `output` the reasoning. */
export interface DemoUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  reasoning: number;
}

export interface ModelChoice {
  provider: "openai" | "anthropic" | "google";
  model: string;
}

interface Failing {
  error?: { type: string; message: string };
}

export interface AgentStep extends Failing {
  kind: "agent";
  name: string;
  version: string;
  description: string;
  input: string;
  output: string;
  /** What the model calls directly inside used together; a wrapper repeats it. */
  used?: DemoUsage;
  choice: ModelChoice;
}

export interface ModelStep extends Failing {
  kind: "model";
  choice: ModelChoice;
  system: string;
  tools: readonly string[];
  input: readonly Turn[];
  answer: Turn | null; // null: the call failed
  responseId: string;
  usage: DemoUsage | null; // null: the instrumentation lost it
  costUsd: number | null; // null: the sender says nothing
  timeToFirstChunkMs: number | null; // null: not a stream
}

export interface ToolStep extends Failing {
  kind: "tool";
  call: ToolCall;
  result: string;
}

export interface RetrievalStep extends Failing {
  kind: "retrieval";
  source: string;
  query: string;
  documents: readonly { id: string; content: string; score: number }[];
}

export interface HandoffStep extends Failing {
  kind: "handoff";
  from: string;
  to: string;
  message: string;
}

export interface DecisionStep extends Failing {
  kind: "decision";
  name: string;
  alternatives: readonly string[];
  chosen: string;
  reason: string;
}

export interface ApprovalStep extends Failing {
  kind: "approval";
  name: string;
  request: string;
  state: "pending" | "approved" | "denied";
  reason: string;
  approver: string; // "" while nobody has decided
}

/** What an agent does, in words of no convention. A dialect turns it into attributes. */
export type Step =
  | AgentStep
  | ModelStep
  | ToolStep
  | RetrievalStep
  | HandoffStep
  | DecisionStep
  | ApprovalStep;

/** Whose run it is and what for. */
export interface RunContext {
  businessUnit: string;
  project: string;
  useCase: string;
  sessionId: string;
  userId: string;
  channel: string;
  exhibit: string | null; // its name, when it is one
}
