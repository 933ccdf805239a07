import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** One file of a scenario: the body of one OTLP request, as an instrumentation sent it. */
export interface CorpusFile {
  file: string; // relative to the corpus
  signal: "traces" | "logs" | "metrics";
  path: string;
  content_type: string;
  content_encoding?: string;
}

/** What the scripted provider really served while a scenario was recorded. */
export interface ServedTruth {
  llm_calls_ok: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  visible_input_tokens: number; // what the provider told the client; less when a stream had no usage
  visible_output_tokens: number;
  tool_calls_requested: string[];
}

/** A recorded run of one instrumentation. */
export interface Scenario {
  name: string; // instrumentation/scenario
  files: CorpusFile[];
  served: ServedTruth;
  toolsExecuted: string[];
  manualUsage: ManualUsage | null; // what the application itself reported, where no provider was asked
  knownLoss: string[]; // what the instrumentation dropped for good
}

/** Usage that a scenario's own code set by hand. */
export interface ManualUsage {
  input: number;
  output: number;
  cache_read_input_tokens: number;
}

interface Manifest {
  instrumentations: {
    dir: string;
    scenarios: {
      scenario: string;
      files: CorpusFile[];
      known_loss: string[];
      truth: { served: ServedTruth; tools_executed: string[]; manual_usage?: ManualUsage };
    }[];
  }[];
}

/** The folder of recorded payloads; null where it is absent, as in a clone of this repository alone. */
export function findCorpus(): string | null {
  const folder = resolve(
    process.env["SPANWARD_CORPUS"] ?? join(import.meta.dirname, "../../../../shared/corpus"),
  );
  return existsSync(join(folder, "manifest.json")) ? folder : null;
}

/** Every recorded scenario of which something was sent, in the manifest's order. */
export async function readScenarios(corpus: string): Promise<Scenario[]> {
  const text = await readFile(join(corpus, "manifest.json"), "utf8");
  const { instrumentations }: Manifest = JSON.parse(text);
  return instrumentations
    .flatMap(({ dir, scenarios }) =>
      scenarios.map(({ files, known_loss: knownLoss, scenario, truth }) => ({
        name: `${dir}/${scenario}`,
        files,
        served: truth.served,
        toolsExecuted: truth.tools_executed,
        manualUsage: truth.manual_usage ?? null,
        knownLoss,
      })),
    )
    .filter(({ files }) => files.length > 0);
}
