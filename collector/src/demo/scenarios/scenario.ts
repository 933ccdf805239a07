import type { Dialect } from "../dialects/dialect.ts";
import type { AgentName } from "../organisation.ts";
import type { TraceScript } from "../trace-script.ts";

/** What one agent does in a run, in many variants: `script.random` decides which. */
export interface Scenario {
  agent: AgentName;
  service: string;
  dialect: Dialect;
  play: (script: TraceScript, useCase: string) => void;
}
