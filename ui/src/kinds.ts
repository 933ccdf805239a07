import type { SpanDetail } from "spanward/answers/span-detail";
import ArrowDownWideNarrow from "@lucide/svelte/icons/arrow-down-wide-narrow";
import Binary from "@lucide/svelte/icons/binary";
import Bot from "@lucide/svelte/icons/bot";
import Circle from "@lucide/svelte/icons/circle";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import CornerDownRight from "@lucide/svelte/icons/corner-down-right";
import Database from "@lucide/svelte/icons/database";
import FileSearch from "@lucide/svelte/icons/file-search";
import Gauge from "@lucide/svelte/icons/gauge";
import Plug from "@lucide/svelte/icons/plug";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Sparkles from "@lucide/svelte/icons/sparkles";
import Split from "@lucide/svelte/icons/split";
import TextQuote from "@lucide/svelte/icons/text-quote";
import UserCheck from "@lucide/svelte/icons/user-check";
import Workflow from "@lucide/svelte/icons/workflow";
import Wrench from "@lucide/svelte/icons/wrench";

/** Kinds that share a colour: eight hues are what every reader can tell apart. */
export type KindColor =
  | "agent"
  | "llm"
  | "tool"
  | "retrieval"
  | "guardrail"
  | "approval"
  | "eval"
  | "other";

/** How a span kind looks: always icon, colour and label together. */
export interface KindLook {
  label: string;
  color: KindColor; // the token `--kind-<color>`
  icon: typeof Bot;
}

const looks: Record<string, KindLook> & Record<SpanDetail["kind"], KindLook> = {
  agent: { label: "Agent", color: "agent", icon: Bot },
  workflow: { label: "Workflow", color: "agent", icon: Workflow },
  handoff: { label: "Handoff", color: "agent", icon: CornerDownRight },
  decision: { label: "Decision", color: "agent", icon: Split },
  llm: { label: "LLM", color: "llm", icon: Sparkles },
  tool: { label: "Tool", color: "tool", icon: Wrench },
  mcp: { label: "MCP", color: "tool", icon: Plug },
  retrieval: { label: "Retrieval", color: "retrieval", icon: FileSearch },
  embedding: { label: "Embedding", color: "retrieval", icon: Binary },
  rerank: { label: "Rerank", color: "retrieval", icon: ArrowDownWideNarrow },
  memory: { label: "Memory", color: "retrieval", icon: Database },
  guardrail: { label: "Guardrail", color: "guardrail", icon: ShieldCheck },
  approval: { label: "Approval", color: "approval", icon: UserCheck },
  evaluator: { label: "Evaluator", color: "eval", icon: Gauge },
  prompt: { label: "Prompt", color: "other", icon: TextQuote },
  step: { label: "Step", color: "other", icon: CircleDot },
  other: { label: "Other", color: "other", icon: Circle },
  noise: { label: "Noise", color: "other", icon: CircleDashed },
};

/** The look of a kind; one that this version does not know looks like `other` under its own name. */
export function kindLook(kind: string): KindLook {
  return looks[kind] ?? { ...looks.other, label: kind };
}
