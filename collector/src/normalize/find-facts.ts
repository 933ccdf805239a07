import type { OtlpSpan } from "../decode/otlp.ts";
import { findAnswerId } from "./answer-id.ts";
import type { Finding } from "./finding.ts";
import { type AgentFinding, findAgent, findWorkflow } from "./identity/find-agent.ts";
import { findSession, findUser } from "./identity/find-identity.ts";
import { type Attribution, findTags } from "./identity/find-tags.ts";
import { findTool, type ToolFinding } from "./identity/find-tool.ts";
import { readMetadata } from "./identity/metadata.ts";
import { findKind } from "./kind/find-kind.ts";
import type { KindFinding } from "./kind/kind-finding.ts";
import { requestedTools } from "./messages/conversation.ts";
import { readSaid, type Said } from "./messages/said.ts";
import { findFinishReason } from "./model/finish-reason.ts";
import { findModel, type ModelFinding } from "./model/find-model.ts";
import { findProvider } from "./model/find-provider.ts";
import { findOutcome, type Outcome } from "./outcome/find-error.ts";
import { type CostFinding, findReportedCost } from "./outcome/reported-cost.ts";
import { isStream, findTtft } from "./outcome/timing.ts";
import { findUsage, type UsageFinding } from "./usage/find-usage.ts";

/** Everything that the rules find in one span, with the reasons. */
export interface SpanFacts {
  kind: KindFinding;
  model: ModelFinding;
  provider: Finding<string>;
  usage: UsageFinding;
  cost: CostFinding | null;
  answerId: Finding<string>;
  finishReason: string;
  requestedTools: string[];
  outcome: Outcome;
  agent: AgentFinding;
  workflow: string;
  tool: ToolFinding;
  session: Finding<string>;
  user: Finding<string>;
  attribution: Attribution;
  stream: boolean;
  ttftNs: bigint;
  said: Said;
}

/** Runs every rule over one span. */
export function findFacts(span: OtlpSpan): SpanFacts {
  const { attributes } = span;
  const kind = findKind(span);
  const metadata = readMetadata(attributes);
  const model = findModel(attributes);
  const provider = findProvider(attributes, model.model.value);
  const usage = findUsage(span, { kind: kind.value, provider: provider.value });
  const answerId = findAnswerId(attributes);
  const said = readSaid(span, kind.value);
  const finishReason =
    findFinishReason(attributes) || (said.conversation.output.at(-1)?.finishReason ?? "");
  const ttftNs = findTtft(span);
  const isCall = kind.value === "llm" || kind.value === "embedding";
  const answered = isCall && (usage.source !== "none" || answerId.value !== "");
  return {
    kind,
    model,
    provider,
    usage,
    cost: findReportedCost(attributes),
    answerId,
    finishReason: isCall ? finishReason : "",
    requestedTools:
      isCall || answerId.value !== "" ? requestedTools(answersOf(span, said, isCall)) : [],
    outcome: findOutcome(span, { kind: kind.value, finishReason, answered }),
    agent: findAgent(span, kind.value, metadata),
    workflow: findWorkflow(span, kind.value),
    tool: findTool(span, kind.value),
    session: findSession(span, metadata),
    user: findUser(span, metadata),
    attribution: findTags(span, metadata),
    stream: kind.value === "llm" && isStream(span, ttftNs),
    ttftNs,
    said,
  };
}

/** The answers of a call; of a span that only quotes a call's answer, what it quotes. */
function answersOf(span: OtlpSpan, said: Said, isCall: boolean): Said["conversation"]["output"] {
  return isCall ? said.conversation.output : readSaid(span, "llm").conversation.output;
}
