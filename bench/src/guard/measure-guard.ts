import { Ajv } from "ajv";
import { createGuard, type Guard } from "@spanward/sdk/guard";

/** One way to call a tool, in microseconds, and against the bare call of the same run. */
interface Measurement extends Record<string, string | number> {
  call: string;
  p50Us: number;
  p99Us: number;
  toBare: number; // of the medians
}

const calls = 20_000;
const rounds = 7;

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["customerId", "amount", "currency", "reason"],
  properties: {
    customerId: { type: "string" },
    amount: { type: "number", minimum: 0, maximum: 500 },
    currency: { enum: ["EUR", "USD"] },
    reason: { type: "string", maxLength: 200 },
    meta: { type: "object" },
  },
};

/**
 * What a guarded tool call costs beside the bare function with the same argument check: two breakers, a
 * policy with a rule in CEL, loop detection for run and agent, the run's limits and three budgets. `decision`
 * is the synchronous part by itself; nothing is awaited in it, and nothing asked of a server. Rounds are
 * interleaved.
 */
export async function measureGuard(): Promise<Measurement[]> {
  const execute = async (args: unknown) => args;
  const validate = new Ajv({ strict: false }).compile(schema);
  const guard = createBenchGuard();
  const guarded = guard.tool({ name: "refund", effect: "write", input: schema, execute });
  const ways: Record<string, (args: object) => unknown> = {
    "bare call + ajv": (args) => {
      if (!validate(args)) throw new Error("not valid");
      return execute(args);
    },
    "decision (synchronous)": (args) => guard.check({ tool: "refund", args }),
    "guarded call": (args) => guarded(args),
  };
  const samples = new Map<string, number[]>();
  await guard.run({ useCase: "bench", customer: "c-1" }, async () => {
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, call] of Object.entries(ways)) {
        const took = await measure(call, round * calls);
        // The first round only warms up.
        if (round > 0) samples.set(name, [...(samples.get(name) ?? []), ...took]);
      }
    }
  });
  const bareUs = quantile(samples.get("bare call + ajv") ?? [], 0.5);
  return [...samples].map(([call, us]) => {
    const [p50Us, p99Us] = [quantile(us, 0.5), quantile(us, 0.99)];
    return { call, p50Us, p99Us, toBare: p50Us / bareUs };
  });
}

async function measure(call: (args: object) => unknown, first: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    const args = argumentsOf(first + n);
    const start = process.hrtime.bigint();
    const result = call(args);
    if (result instanceof Promise) await result;
    took.push(Number(process.hrtime.bigint() - start) / 1_000);
  }
  return took;
}

function argumentsOf(n: number): object {
  const reason = "duplicate charge on order 99182";
  const meta = { ts: n, tags: ["a", "b"] };
  return { customerId: `cus_${n}`, amount: 29.5, currency: "EUR", reason, meta };
}

function createBenchGuard(): Guard {
  const day = { window: "day", costUsd: "1000" } as const;
  return createGuard({
    service: { agentId: "bench", serviceAccount: "sa-bench" },
    policy: {
      format: "spanward.policy/1",
      id: "bench",
      version: 1,
      tools: { refund: { tier: 2 } },
      rules: [
        {
          id: "big",
          effect: "require_approval",
          tools: ["refund"],
          when: 'args.amount > 200 || args.currency != "EUR"',
        },
      ],
      limits: { maxSteps: 1e9, maxCostUsd: "1000" },
      budgets: [
        { id: "agent", scope: "agent", ...day },
        { id: "customer", scope: "customer", ...day },
      ],
    },
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
