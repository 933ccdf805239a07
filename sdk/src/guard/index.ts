export type { ApprovalAnswer, ApprovalRequest, Approver } from "./approver.ts";
export { type Bundle, BundleError, readBundle, signBundle } from "./bundle.ts";
export type { Clock } from "./clock.ts";
export type {
  ControlOrder,
  ControlPlane,
  LeaseGrant,
  LeaseRequest,
  LeaseSettlement,
} from "./control-plane.ts";
export type { Delegation, Share } from "./delegation.ts";
export { createGuard, type Guard, type GuardStatus, type Toolbox } from "./guard.ts";
export { GuardDenied } from "./guard-denied.ts";
export type {
  HandoffContext,
  HandoffFailure,
  HandoffOptions,
  HandoffResult,
  HandoffUsage,
} from "./guard-handoff.ts";
export type { GuardedModel } from "./guard-model.ts";
export type { CallOptions, GuardedService, GuardOptions, RunOptions } from "./guard-options.ts";
export type { RunHandle } from "./guard-run.ts";
export type { GuardedTool } from "./guard-tool.ts";
export type { KillEvent, KillScope } from "./kill-scope.ts";
export type { ModelContext, ModelDefinition } from "./model-definition.ts";
export type { OfflinePolicy, Standing } from "./offline.ts";
export type { JsonSchema, StandardSchema, ToolContext, ToolDefinition } from "./tool-definition.ts";
export type { Decision, Outcome, ReasonCode } from "../policy/decision.ts";
