import { parentPort, workerData } from "node:worker_threads";
import { createCallWindow } from "../resolve/call-window.ts";
import { toFailure, type WorkerAnswer, type WorkerSettings, type WorkerTask } from "./messages.ts";
import { Preparation } from "./preparation.ts";

// The entry of the thread that requests are prepared in: see `prepare-in-worker.ts`.

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever starts the thread says it
const { limits, windowSpansMax } = workerData as WorkerSettings;
const preparation = new Preparation({
  limits,
  window: createCallWindow({ spansMax: windowSpansMax }),
});

parentPort?.on("message", (task: WorkerTask) => {
  if (task.type === "remember") preparation.remember(task.spans);
  else if (task.type === "settle") preparation.settle(task.id, task.kept);
  else answer(prepare(task));
});

function prepare({ id, request }: WorkerTask & { type: "prepare" }): WorkerAnswer {
  try {
    return { id, prepared: preparation.prepare(id, request) };
  } catch (error) {
    return { id, failure: toFailure(error) };
  }
}

function answer(message: WorkerAnswer): void {
  const blocks = "prepared" in message ? message.prepared.blocks : [];
  // The bytes change hands instead of being copied.
  const buffers = new Set(blocks.map(({ bytes }) => bytes.buffer));
  parentPort?.postMessage(
    message,
    [...buffers].filter((buffer) => buffer instanceof ArrayBuffer),
  );
}
