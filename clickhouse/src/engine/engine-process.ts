import { EngineOptions, type EngineReport } from "./engine-options.ts";
import { Engine } from "./engine.ts";
import { createHttpServer } from "./http-server.ts";

// The process in which the embedded engine runs, apart from the server, which survives it. Its parent
// tells it what to open; when the parent is gone, so is this.

// A Ctrl-C reaches the whole process group, but the parent has rows to hand over first.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.once("message", (message) => void serve(message));
process.once("disconnect", exitInTime);
if (!process.connected) exitInTime();

async function serve(message: unknown): Promise<void> {
  try {
    const options = EngineOptions.parse(message);
    const engine = await Engine.open(options);
    const server = createHttpServer(engine, options);
    const stop = async () => {
      server.close();
      server.closeAllConnections(); // which stops the queries behind them
      await engine.close();
      process.exit(0);
    };
    if (!process.connected) return await stop();
    process.once("disconnect", () => void stop());
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      report({ kind: "ready", port, version: engine.version });
    });
  } catch (cause) {
    report({ kind: "failed", message: cause instanceof Error ? cause.message : String(cause) });
    process.disconnect();
  }
}

function report(message: EngineReport): void {
  process.send?.(message);
}

/** Nothing may keep the folder when nobody is left to use it: not a query, not an engine that hangs. */
function exitInTime(): void {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), exitMsMax).unref();
}

const exitMsMax = 10_000;
