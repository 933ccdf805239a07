import type { AgentName } from "../organisation.ts";
import type { Sender } from "../otlp-json.ts";
import { claimsIntake } from "./claims-intake.ts";
import { codeReviewer } from "./code-reviewer.ts";
import { hrAssistant } from "./hr-assistant.ts";
import { procurementAgent } from "./procurement-agent.ts";
import { refundAgent } from "./refund-agent.ts";
import { researchCrew } from "./research-crew.ts";
import type { Scenario } from "./scenario.ts";
import { sqlAnalyst } from "./sql-analyst.ts";

/** What each agent of the demo does. */
export const scenarios: Record<AgentName, Scenario> = {
  "refund-agent": refundAgent,
  "claims-intake": claimsIntake,
  "sql-analyst": sqlAnalyst,
  "research-crew": researchCrew,
  "code-reviewer": codeReviewer,
  "procurement-agent": procurementAgent,
  "hr-assistant": hrAssistant,
};

/** The sender of an agent's spans: the same object each time, as a process has one resource. */
export const senders: Record<AgentName, Sender> = {
  "refund-agent": senderOf(refundAgent),
  "claims-intake": senderOf(claimsIntake),
  "sql-analyst": senderOf(sqlAnalyst),
  "research-crew": senderOf(researchCrew),
  "code-reviewer": senderOf(codeReviewer),
  "procurement-agent": senderOf(procurementAgent),
  "hr-assistant": senderOf(hrAssistant),
};

function senderOf({ service, dialect }: Scenario): Sender {
  return {
    service,
    scope: dialect.scope,
    version: dialect.version,
    resource: {
      "service.version": "2026.11.3",
      "deployment.environment.name": "production",
      "telemetry.sdk.language": "nodejs",
      "telemetry.sdk.name": "opentelemetry",
    },
  };
}
