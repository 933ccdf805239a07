import {
  agent,
  approval,
  decision,
  model,
  retrieval,
  start,
  tool,
  withContext,
} from "@spanward/sdk";
import { streamChat } from "./chat-client.mjs";
import { openScriptedModel } from "./scripted-model.mjs";

// A small refund agent, traced. Run a server first (npm start), then: node main.mjs
const spanward = start({ serviceName: "example-refund-agent" });
const scripted = await openScriptedModel();

const orders = {
  "A-1017": { item: "Trail running shoes", price: 89.9 },
  "A-2042": { item: "Bicycle", price: 329 },
};
const tools = {
  get_order: async ({ id }) => orders[id] ?? { error: "no such order" },
  create_refund: async ({ id }) => refund(id),
};
const definitions = Object.keys(tools).map((name) => ({ type: "function", function: { name } }));

async function refund(id) {
  const { price } = orders[id];
  const rules = await retrieval({ source: "refund-policy", query: "refund limit" }, async () => [
    { id: "policy-7", content: "Above 200 EUR a person approves.", score: 0.9 },
  ]);
  const alternatives = ["refund", "ask a person"];
  const chosen = price > 200 ? "ask a person" : "refund";
  decision({ name: "refund", alternatives, chosen, reason: `${price} EUR; ${rules[0].content}` });
  if (chosen === "ask a person") {
    await approval({ name: "refund above 200 EUR", input: { id, price } }, async ({ resolve }) => {
      await new Promise((done) => setTimeout(done, 1_500)); // somebody thinks
      resolve({ state: "approved", approver: "m.keller", reason: "photo shows the damage" });
    });
  }
  return { refunded: price };
}

/** One turn: the model is asked until it answers without calling a tool. */
function answer(question) {
  return agent({ name: "refund-agent", version: "1.0.0", input: question }, async () => {
    const messages = [{ role: "user", content: question }];
    for (let step = 0; step < 10; step += 1) {
      const request = { model: "scripted-1", messages };
      const chunks = model(
        { provider: "scripted", input: messages, tools: definitions, ...request },
        () => streamChat(scripted.url, request),
      );
      const { content, calls } = await readAnswer(chunks);
      if (calls.length === 0) return content;
      messages.push({ role: "assistant", content: null, tool_calls: calls });
      for (const call of calls) messages.push(await callTool(call));
    }
    throw new Error("the agent did not come to an end within 10 steps");
  });
}

async function readAnswer(chunks) {
  let content = "";
  const calls = [];
  for await (const { choices } of chunks) {
    content += choices[0]?.delta.content ?? "";
    calls.push(...(choices[0]?.delta.tool_calls ?? []));
  }
  return { content, calls };
}

async function callTool({ id, function: { name, arguments: json } }) {
  const args = JSON.parse(json);
  const result = await tool({ name, callId: id, arguments: args }, () => tools[name](args));
  return { role: "tool", tool_call_id: id, content: JSON.stringify(result) };
}

const owner = {
  businessUnit: "Retail",
  project: "customer-care",
  useCase: "refunds",
  userId: "u-7",
};
await withContext(
  { ...owner, sessionId: `session-${Date.now()}`, tags: { channel: "chat" } },
  async () => {
    for (const question of [
      "Please refund order A-1017.",
      "And order A-2042, it arrived damaged.",
    ]) {
      process.stdout.write(`> ${question}\n${await answer(question)}\n`);
    }
  },
);

scripted.close();
await spanward.flush();
const { sent } = spanward.counts();
process.stdout.write(
  sent > 0 ? `${sent} spans sent.\n` : "No server answered: start one with npm start.\n",
);
