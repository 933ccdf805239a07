import type { ModelChoice } from "./steps.ts";

export type AgentName =
  | "refund-agent"
  | "claims-intake"
  | "sql-analyst"
  | "research-crew"
  | "code-reviewer"
  | "procurement-agent"
  | "hr-assistant";

/** What an agent is used for, and who pays for it. */
export interface UseCase {
  businessUnit: string;
  project: string;
  useCase: string;
  agent: AgentName;
  weight: number; // how often, beside the others
}

/** The company of the demo: 5 business units, 12 use cases, 7 agents. */
export const useCases: readonly [UseCase, ...UseCase[]] = [
  useCase(["Retail", "customer-care", "refunds"], "refund-agent", 20),
  useCase(["Retail", "customer-care", "order-status"], "refund-agent", 14),
  useCase(["Insurance", "claims", "claims-intake"], "claims-intake", 12),
  useCase(["Insurance", "claims", "fraud-triage"], "claims-intake", 5),
  useCase(["Finance", "reporting", "revenue-analysis"], "sql-analyst", 10),
  useCase(["Finance", "sourcing", "supplier-onboarding"], "procurement-agent", 4),
  useCase(["Finance", "sourcing", "purchase-approval"], "procurement-agent", 6),
  useCase(["Technology", "developer-tools", "pull-request-review"], "code-reviewer", 13),
  useCase(["Technology", "operations", "incident-analysis"], "sql-analyst", 4),
  useCase(["Corporate", "strategy", "market-scan"], "research-crew", 4),
  useCase(["Corporate", "people", "hr-questions"], "hr-assistant", 8),
  useCase(["Corporate", "people", "onboarding"], "hr-assistant", 3),
];

function useCase(owner: [string, string, string], agent: AgentName, weight: number): UseCase {
  const [businessUnit, project, name] = owner;
  return { businessUnit, project, useCase: name, agent, weight };
}

export const gpt: ModelChoice = { provider: "openai", model: "gpt-5-mini" };
export const claude: ModelChoice = { provider: "anthropic", model: "claude-sonnet-4-5" };
export const gemini: ModelChoice = { provider: "google", model: "gemini-2.5-flash" };

/** Dollars for a million tokens, for the senders of the demo that report what a call cost. */
export const modelPrices: Record<string, { input: number; cacheRead: number; output: number }> = {
  "gpt-5-mini": { input: 0.25, cacheRead: 0.025, output: 2 },
  "claude-sonnet-4-5": { input: 3, cacheRead: 0.3, output: 15 },
  "gemini-2.5-flash": { input: 0.3, cacheRead: 0.03, output: 2.5 },
};
