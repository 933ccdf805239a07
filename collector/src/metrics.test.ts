import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

const now = () => new Date("2026-11-22T10:00:00Z");

test("keeps accepted = stored + rejected + waiting", () => {
  const metrics = new Metrics(now);
  metrics.accept("traces", 10, { trace_id_invalid: 2 });
  metrics.accept("logs", 5);
  metrics.store("traces", 6);
  metrics.reject("traces", 1, "quarantined");
  expect(metrics.snapshot()).toMatchObject({ accepted: 12, stored: 6, rejected: 3, waiting: 3 });
});

test("prints what Prometheus reads", async () => {
  const metrics = new Metrics(now);
  metrics.watchBacklog(() => ({ bytes: 100, rows: 3, segments: 2, oldestWaitingMs: 1500 }));
  metrics.accept("traces", 3, { span_id_invalid: 1 });
  const text = await metrics.registry.metrics();
  for (const line of [
    'spanward_items_accepted_total{signal="traces"} 4',
    'spanward_items_rejected_total{signal="traces",reason="span_id_invalid"} 1',
    'spanward_items_waiting{signal="traces"} 3',
    'spanward_items_stored_total{signal="logs"} 0',
    "spanward_backlog_oldest_seconds 1.5",
    "nodejs_eventloop_lag_p99_seconds",
  ])
    expect(text).toContain(line);
});

test("remembers the latest refusals, each once", () => {
  const metrics = new Metrics(now);
  for (let index = 0; index < 25; index++) metrics.refused("bad_request", `no ${index}`);
  metrics.refused("unauthenticated", "no key");
  metrics.refused("bad_request", "no 24");
  const { refusals } = metrics.snapshot();
  expect(refusals).toHaveLength(20);
  expect(refusals[0]).toMatchObject({ message: "no 24", count: 2 });
  expect(refusals[1]).toMatchObject({ reason: "unauthenticated", count: 1 });
});
