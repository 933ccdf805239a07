import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Preparer } from "./prepare/prepared-request.ts";
import type { Acceptor } from "./receive/receiver.ts";
import type { Segments } from "./segment/segments.ts";

export interface PipelineOptions {
  segments: Pick<Segments, "append">;
  preparer: Preparer;
  metrics: Metrics;
  log: Log;
  now?: () => number;
}

/**
 * Makes of a request what is stored of it: prepare → segment. What was prepared first is also appended
 * first, since nothing is awaited in between: so what was resolved first is also written first.
 */
export function createPipeline(options: PipelineOptions): Acceptor {
  const { log, metrics, now = Date.now, preparer, segments } = options;
  return {
    async accept(request) {
      const { project, signal } = request;
      const { id, prepared } = await preparer.prepare({ ...request, receivedUnixMs: now() });
      const { blocks, failures, firstFailure, items, lastTraceId, rejections } = prepared;
      if (items > 0) {
        try {
          await segments.append({ project, signal, items, blocks });
          preparer.settle(id, true);
        } catch (error) {
          preparer.settle(id, false);
          throw error;
        }
      }
      metrics.accept(signal, 0, rejections.reasons);
      if (lastTraceId !== null) metrics.sawTrace(lastTraceId, project);
      if (failures > 0) {
        for (let left = failures; left > 0; left -= 1) metrics.failed("normalize");
        const message = "a rule failed on spans or logs, which are stored as they were sent";
        log.error(message, { failures, error: firstFailure });
      }
      return rejections;
    },
  };
}
