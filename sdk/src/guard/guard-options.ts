import type { BehaviourBreakerConfig } from "../breakers/behaviour-breaker.ts";
import type { BreakerTransition } from "../breakers/breaker-state.ts";
import type { DependencyBreakerConfig } from "../breakers/dependency-breaker.ts";
import type { LoopSettings } from "../loops/loop-settings.ts";
import type { Decision } from "../policy/decision.ts";
import type { PolicyDocument, PolicyLimits } from "../policy/policy-document.ts";
import type { Approver } from "./approver.ts";
import type { Clock } from "./clock.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { OfflinePolicy } from "./offline.ts";
import type { ToolContext } from "./tool-definition.ts";

/** Who acts. */
export interface GuardedService {
  agentId: string;
  agentVersion?: string | undefined;
  serviceAccount?: string | undefined;
  env?: string | undefined;
}

export interface GuardOptions {
  service: GuardedService;
  /** What is allowed, as policy documents. Without any, and without a bundle, nothing is. */
  policy?: PolicyDocument | readonly PolicyDocument[] | undefined;
  /** A file with a policy document or a signed bundle; read at the start and by `reload()`. */
  bundlePath?: string | undefined;
  /** Ed25519 public keys as PEM, by key id. With any, a bundle has to be signed by one of them. */
  bundleKeys?: Readonly<Record<string, string>> | undefined;
  /** Signs what a run hands to other processes; 32 bytes or more, the same in all of them. */
  signingKey?: string | Uint8Array | undefined;
  /** Who is asked where a policy requires approval. Without one, such actions are denied. */
  approver?: Approver | undefined;
  /** How long an approval is waited for; 15 minutes unless said otherwise. Then it is denied. */
  approvalMsMax?: number | undefined;
  /** observe: everything is decided and recorded, and nothing held back but by the kill switch. */
  mode?: "enforce" | "observe" | undefined;
  /** For every run; the policy's and the run's own may be tighter. */
  limits?: PolicyLimits | undefined;
  loops?: Partial<LoopSettings> | undefined;
  dependencyBreaker?: Partial<DependencyBreakerConfig> | undefined;
  behaviourBreaker?: Partial<BehaviourBreakerConfig> | undefined;
  /** How to do without the server. */
  offline?: Partial<OfflinePolicy> | undefined;
  /** Serves bundles, leases and approvals. Without one the guard decides from what it has. */
  controlPlane?: ControlPlane | undefined;
  onDecision?: ((decision: Decision, target: string) => void) | undefined;
  onBreaker?: ((transition: BreakerTransition) => void) | undefined;
  clock?: Clock | undefined;
}

export interface RunOptions {
  useCase?: string | undefined;
  project?: string | undefined;
  businessUnit?: string | undefined;
  /** Whom the run is for. */
  subject?: string | undefined;
  customer?: string | undefined;
  sessionId?: string | undefined;
  taskType?: string | undefined;
  /** 1 unless said otherwise; inside another run, at least that one's. */
  tier?: 1 | 2 | 3 | undefined;
  limits?: PolicyLimits | undefined;
  signal?: AbortSignal | undefined;
  /** What the agent is asked, for the trace. */
  input?: unknown;
  /** The headers of the request that started this run: limits of the run that sent it go on here. */
  from?: Readonly<Record<string, string | string[] | undefined>> | undefined;
}

export interface CallOptions {
  /** The id of the model's request for this call. */
  callId?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Does this call in place of the definition's `execute`; adapters hand over what frameworks give. */
  execute?: ((args: unknown, context: ToolContext) => Promise<unknown>) | undefined;
}
