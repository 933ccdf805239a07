import { start } from "@spanward/sdk";
import { createGuard, GuardDenied } from "@spanward/sdk/guard";
import { fileURLToPath } from "node:url";
import { openScriptedModel } from "./scripted-model.mjs";

// An agent that goes wrong in four ways, and what stops it. Run a server first (npm start), then:
// node main.mjs
const spanward = start({ serviceName: "example-guarded-agent" });
const scripted = await openScriptedModel();

const guard = createGuard({
  service: { agentId: "care-agent", agentVersion: "1.0.0", serviceAccount: "sa-care" },
  bundlePath: fileURLToPath(new URL("policy.json", import.meta.url)),
  approver: { ask: askTeamLead },
  dependencyBreaker: { minCalls: 3 },
});

/** Stands for a person who looks at what is to be sent. */
async function askTeamLead({ digest, args }) {
  await new Promise((done) => setTimeout(done, 400));
  return { state: "denied", digest, approver: "m.keller", reason: `not to ${args.to}` };
}

const text = { type: "string" };
const object = (properties) => ({ type: "object", required: Object.keys(properties), properties });
const tools = guard.toolbox([
  {
    name: "get_stock",
    effect: "read",
    input: object({ sku: text }),
    execute: async () => ({ inStock: 4 }),
  },
  {
    name: "read_customers",
    effect: "read",
    input: object({ limit: { type: "integer" } }),
    execute: async () => [{ name: "A. Meyer" }, { name: "B. Costa" }],
  },
  {
    name: "send_email",
    effect: "write",
    input: object({ to: text, text }),
    execute: async ({ to }) => ({ sentTo: to }),
  },
  {
    name: "delete_customers",
    effect: "irreversible",
    input: object({ olderThanDays: { type: "integer" } }),
    execute: async () => ({ deleted: 1_204 }),
  },
  {
    name: "quote_price",
    effect: "read",
    input: object({ sku: text, quantity: { type: "integer" } }),
    execute: askPricingDesk,
  },
]);

/** Another agent, which is down. What goes wrong there is told, and does not tear this one down. */
async function askPricingDesk() {
  const result = await guard.handoff(
    { to: "pricing-desk", timeoutMs: 2_000, retries: 1 },
    async () => {
      throw new Error("the price service does not answer");
    },
  );
  return result.ok ? result.value : { unavailable: result.error.class, code: result.error.code };
}

const ask = guard.model({
  provider: "scripted",
  model: (request) => request.model,
  execute: async (request, { signal, lastTurn }) => {
    const body = JSON.stringify(lastTurn ? { ...request, tools: [] } : request);
    const headers = { "content-type": "application/json" };
    const response = await fetch(scripted.url, { method: "POST", headers, body, signal });
    return response.json();
  },
});

/** The model is asked until it answers without calling a tool. */
async function answer(model, question) {
  const messages = [{ role: "user", content: question }];
  const offered = tools.names.map((name) => ({ type: "function", function: { name } }));
  for (;;) {
    const { choices } = await ask({ model, messages, tools: offered });
    const [{ message }] = choices;
    if (!message.tool_calls) return message.content;
    messages.push(message);
    for (const call of message.tool_calls) messages.push(await callTool(call));
  }
}

async function callTool({ id, function: { name, arguments: json } }) {
  const content = await tools.call(name, JSON.parse(json), { callId: id }).then(
    (result) => JSON.stringify(result),
    (error) => {
      if (!(error instanceof GuardDenied)) throw error;
      process.stdout.write(`  ${error.message}\n`);
      return error.toModelMessage();
    },
  );
  return { role: "tool", tool_call_id: id, content };
}

const owner = {
  businessUnit: "Retail",
  project: "customer-care",
  sessionId: `guards-${Date.now()}`,
};
for (const [useCase, model, question] of [
  ["infinite loop", "scripted-loop", "Is A-1 in stock?"],
  ["hallucinated tool call", "scripted-hallucination", "How many pairs of A-1 are left?"],
  ["scope creep", "scripted-scope-creep", "Summarise our new customers for the boss."],
  ["cascading failure", "scripted-cascade", "What do five pairs of A-1 cost?"],
]) {
  process.stdout.write(`${useCase}\n`);
  const said = await guard.run({ ...owner, useCase, input: question }, () =>
    answer(model, question),
  );
  process.stdout.write(`> ${said}\n`);
}

scripted.close();
await spanward.flush();
const { sent } = spanward.counts();
process.stdout.write(
  sent > 0 ? `${sent} spans sent.\n` : "No server answered: start one with npm start.\n",
);
