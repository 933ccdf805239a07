import { researchCrew } from "../scenarios/research-crew.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

export const manyHandoffs: ExhibitSource = {
  id: "handoffs",
  name: "Four agents, five handoffs",
  description: "A planner splits the work, three researchers work side by side, a writer sums up.",
  heavy: false,
  agent: "research-crew",
  useCase: "market-scan",
  agoMs: 9 * 60_000,
  *play(script) {
    researchCrew.play(script, "market-scan");
    yield script.takeSpans();
  },
};
