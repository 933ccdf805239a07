import { parseArgs } from "node:util";
import { createDamagedRequests } from "../src/prepare/damaged-requests.ts";

// Damaged requests of all signals and encodings through decode, normalise, resolve and encode:
// npm run fuzz -w collector -- --count 10000000 --seed 1. It stops at the first that is neither read nor
// refused and prints it, or when interrupted, and says how far it came.

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
  },
});
const count = Number(values.count);
const requests = createDamagedRequests(Number(values.seed));
const outcomes = { read: 0, refused: 0 };
const startMs = Date.now();
let [slowestMs, rssMax, done] = [0, 0, 0];
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

const batch = 1000;
const report = (): void => {
  const seconds = (Date.now() - startMs) / 1000;
  const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
  rssMax = Math.max(rssMax, rss);
  process.stdout.write(
    `${done} requests in ${seconds.toFixed(0)} s, ${(done / seconds).toFixed(0)} a second: ` +
      `${outcomes.read} read, ${outcomes.refused} refused; slowest ${slowestMs.toFixed(0)} ms; ` +
      `${rss} MiB now, ${rssMax} at most\n`,
  );
};

for (let lastMs = startMs; done < count && !stop.signal.aborted;) {
  for (let left = Math.min(batch, count - done); left > 0; left -= 1) {
    const before = performance.now();
    try {
      outcomes[requests.next()] += 1;
    } catch (error) {
      const { body, encoding, signal } = requests.last();
      const hex = Buffer.from(body).toString("hex");
      process.stderr.write(`request ${done + 1}, ${signal} in ${encoding}: ${hex}\n`);
      throw error;
    }
    slowestMs = Math.max(slowestMs, performance.now() - before);
    done += 1;
  }
  if (Date.now() - lastMs > 10_000) {
    report();
    lastMs = Date.now();
  }
  await new Promise((resolve) => setImmediate(resolve)); // to be interrupted
}
report();
