import type { AgentName } from "../organisation.ts";
import type { DemoSpan } from "../otlp-json.ts";
import type { TraceScript } from "../trace-script.ts";

/** How an exhibit is made. */
export interface ExhibitSource {
  id: string;
  name: string;
  description: string;
  heavy: boolean; // left out unless asked for
  agent: AgentName;
  useCase: string;
  agoMs: number; // how long before the end of the demo it starts
  turns?: number; // traces of one session; 1
  /** Gives its spans, in as many pieces as it likes. `turn` counts from 0. */
  play: (script: TraceScript, turn: number) => Iterable<DemoSpan[]>;
}
