import { createServer } from "node:http";

/**
 * A model that misbehaves on purpose, in the way its name says. It speaks like OpenAI's chat completions,
 * but needs no key and no network.
 */
export async function openScriptedModel() {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { model, messages, tools = [] } = JSON.parse(Buffer.concat(parts));
    const message = { role: "assistant", content: null, ...nextLine(model, messages, tools) };
    const tokens = (value) => Math.ceil(JSON.stringify(value).length / 4);
    const usage = { prompt_tokens: tokens(messages), completion_tokens: tokens(message) };
    const finish = message.tool_calls ? "tool_calls" : "stop";
    const choices = [{ index: 0, finish_reason: finish, message }];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ object: "chat.completion", id: "c", model, choices, usage }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/v1/chat/completions`;
  return { url, close: () => server.close() };
}

function nextLine(model, messages, tools) {
  const answers = messages.filter(({ role }) => role === "tool").map(({ content }) => content);
  const call = (name, args) => ({
    tool_calls: [
      {
        id: `call_${answers.length + 1}`,
        type: "function",
        function: { name, arguments: JSON.stringify(args) },
      },
    ],
  });
  // Whatever it had in mind: without tools it can only say what it has got.
  if (tools.length === 0) return { content: "I could not find out whether it is in stock." };
  return lines[model](answers, call);
}

const lines = {
  // Asks again and again, and does not listen when it is told to stop.
  "scripted-loop": (answers, call) => call("get_stock", { sku: "A-1" }),

  // Makes up a tool, then arguments, and gets it right when it is told what was wrong.
  "scripted-hallucination": (answers, call) => {
    if (answers.length === 0) return call("lookup_inventory_v2", { sku: "A-1" });
    if (answers.length === 1) return call("get_stock", { productName: "shoes" });
    if (answers.length === 2) return call("get_stock", { sku: "A-1" });
    return { content: "There are 4 pairs left." };
  },

  // Was asked to write a summary, reads all customers, and wants to mail them away and to clean up.
  "scripted-scope-creep": (answers, call) => {
    if (answers.length === 0) return call("read_customers", { limit: 2 });
    if (answers.length === 1)
      return call("send_email", { to: "list@elsewhere.example", text: answers[0] });
    if (answers.length === 2) return call("delete_customers", { olderThanDays: 365 });
    if (answers.length === 3)
      return call("send_email", { to: "boss@shop.example", text: "Two customers are new." });
    return { content: "The summary is with your boss." };
  },

  // Needs a price that the desk next door cannot give.
  "scripted-cascade": (answers, call) => {
    if (answers.length < 5)
      return call("quote_price", { sku: "A-1", quantity: answers.length + 1 });
    return { content: "I cannot quote today; a colleague will call you." };
  },
};
