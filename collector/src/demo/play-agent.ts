import type { AgentStep } from "./steps.ts";
import type { TraceScript } from "./trace-script.ts";

/** Who an agent is, whatever it is asked. */
export type AgentProfile = Pick<AgentStep, "name" | "version" | "description" | "choice">;

/** Plays an agent's span. What `inside` gives is its output. */
export function playAgent(
  script: TraceScript,
  agent: AgentProfile & { input: string },
  inside: (run: AgentStep) => string,
): void {
  script.play<AgentStep>({ kind: "agent", ...agent, output: "" }, (run) => {
    run.output = inside(run);
  });
}
