import { type DemoBatch, type DemoOptions, generateDemo } from "./generate-demo.ts";

/** How far {@link sendDemo} has come. */
export interface DemoProgress {
  traces: number;
  tracesTotal: number;
  spans: number;
  bytes: number;
  /** What the latest batch held: a day, or the name of an exhibit. */
  label: string;
}

/**
 * Generates the demo and hands it to `send`, one OTLP request after the other; the next is made only
 * when the last is accepted, so memory stays bounded. Answers the totals.
 *
 * Spans are the same for the same options, so sending again what was sent before changes no count.
 * That includes `now`: keep the one of the first time and pass it again.
 *
 * @throws whatever `send` throws; what was sent until then stays.
 */
export async function sendDemo(
  options: DemoOptions,
  send: (batch: DemoBatch) => Promise<void>,
  onProgress: (progress: DemoProgress) => void = () => {},
): Promise<DemoProgress> {
  let progress: DemoProgress = { traces: 0, tracesTotal: 0, spans: 0, bytes: 0, label: "" };
  for await (const batch of generateDemo(options)) {
    await send(batch);
    progress = {
      traces: progress.traces + batch.traces,
      tracesTotal: batch.tracesTotal,
      spans: progress.spans + batch.spans,
      bytes: progress.bytes + batch.body.length,
      label: batch.label,
    };
    onProgress(progress);
  }
  return progress;
}
