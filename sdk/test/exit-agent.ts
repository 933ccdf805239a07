import { agent, model, start } from "@spanward/sdk";

// An agent that ends in the way it is told to. It never waits long enough for a batch to be sent.

const protocol = process.argv[3] === "http/protobuf" ? "http/protobuf" : "http/json";
start({ serviceName: "exit-agent", protocol, batchDelayMs: 60_000 });

const ending = process.argv[2] ?? "";
const forever = () => new Promise(() => undefined);

agent("finished", () => undefined);
switch (ending) {
  case "by itself":
    break;
  case "with an exit":
    void agent("unfinished", forever);
    process.exit(3);
    break;
  case "with an error":
    await agent("failed", () => Promise.reject(new Error("out of luck")));
    break;
  case "with a stream nobody reads":
    model("gpt-4o", async function* () {
      yield "never";
    });
    break;
  case "listening to signals":
    process.once("SIGTERM", () => {
      agent("cleaned-up", () => undefined);
      process.exitCode = 5;
      clearInterval(waiting);
    });
    break;
}

// For those that end by a signal.
const waiting = setInterval(() => undefined, 1_000);
if (!ending.includes("signal")) clearInterval(waiting);
else void agent("unfinished", forever);
if (ending.includes("signal")) process.stdout.write("ready\n");
