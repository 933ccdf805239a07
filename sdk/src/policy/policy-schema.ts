const name = { type: "string", minLength: 1, maxLength: 256 };
const names = { type: "array", items: name, minItems: 1, maxItems: 1_000 };
const usd = { type: "string", pattern: String.raw`^\d{1,12}(\.\d{1,9})?$` };
const count = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const mode = { enum: ["enforce", "observe"] };
const expression = { type: "string", minLength: 1, maxLength: 4_096 };

function object(required: string[], properties: Record<string, object>): object {
  return { type: "object", additionalProperties: false, required, properties };
}

function record(values: object): object {
  return {
    type: "object",
    maxProperties: 1_000,
    propertyNames: name,
    additionalProperties: values,
  };
}

const tool = object([], { tier: { enum: [1, 2, 3] }, labels: names });

const rule = {
  ...object(["id", "effect"], {
    id: name,
    effect: { enum: ["allow", "deny", "require_approval", "transform"] },
    tools: names,
    after: names,
    labels: names,
    when: expression,
    set: record({ anyOf: [expression, { type: "null" }] }),
    reason: { type: "string", maxLength: 1_024 },
    mode,
  }),
  if: { properties: { effect: { const: "transform" } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ["set"] },
  else: { properties: { set: false } },
};

const limits = object([], {
  maxSteps: count,
  maxToolCalls: count,
  maxModelCalls: count,
  maxDepth: count,
  maxFanOut: count,
  maxDurationMs: count,
  maxTokens: count,
  maxCostUsd: usd,
});

const budget = {
  ...object(["id", "scope", "window"], {
    id: name,
    scope: {
      enum: [
        "agent",
        "service_account",
        "project",
        "business_unit",
        "use_case",
        "customer",
        "organisation",
      ],
    },
    value: name,
    window: { enum: ["request", "hour", "day", "month"] },
    timeZone: name,
    costUsd: usd,
    tokens: count,
    calls: count,
    mode,
  }),
  anyOf: [{ required: ["costUsd"] }, { required: ["tokens"] }, { required: ["calls"] }],
};

const price = object(["input", "output"], {
  input: usd,
  output: usd,
  cacheRead: usd,
  cacheWrite: usd,
});

const unpriced = {
  anyOf: [
    object(["kind"], { kind: { enum: ["deny", "allow_unpriced"] } }),
    object(["kind", "costUsd"], { kind: { const: "flat_estimate" }, costUsd: usd }),
  ],
};

/** The JSON Schema of a policy document. */
export const policySchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Spanward policy",
  ...object(["format", "id", "version"], {
    format: { const: "spanward.policy/1" },
    id: name,
    version: { type: "integer", minimum: 1 },
    description: { type: "string", maxLength: 4_096 },
    agents: names,
    tools: record(tool),
    models: names,
    handoffs: { type: "array", items: name, maxItems: 1_000 },
    rules: { type: "array", items: rule, maxItems: 1_000 },
    limits,
    budgets: { type: "array", items: budget, maxItems: 256 },
    prices: record(price),
    unpriced,
    baselines: record(object(["stepsP99"], { stepsP99: count })),
  }),
};
