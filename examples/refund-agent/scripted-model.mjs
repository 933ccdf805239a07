import { createServer } from "node:http";

/**
 * A model that knows its lines: it speaks like OpenAI's chat completions, streams, asks for the tools
 * it was given and counts tokens, but needs no key and no network.
 */
export async function openScriptedModel() {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { messages, stream } = JSON.parse(Buffer.concat(chunks));
    const answer = nextLine(messages);
    const usage = countTokens(messages, answer);
    if (stream) await sendStream(response, answer, usage);
    else sendWhole(response, answer, usage);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/v1/chat/completions`;
  return { url, close: () => server.close() };
}

/** What comes next, by what has been said: read the order, refund it, tell the customer. */
function nextLine(messages) {
  const calls = messages.flatMap(({ tool_calls: made = [] }) => made);
  const called = new Set(calls.map((call) => call.function.name));
  const question = messages.findLast(({ role }) => role === "user").content;
  const [orderId] = /A-\d+/.exec(question) ?? ["A-1017"];
  if (!called.has("get_order")) return callTool("get_order", { id: orderId });
  if (!called.has("create_refund")) return callTool("create_refund", { id: orderId });
  return { content: `I have refunded order ${orderId}. The money is with you in three days.` };
}

function callTool(name, args) {
  const call = { name, arguments: JSON.stringify(args) };
  return { tool_calls: [{ index: 0, id: `call_${name}`, type: "function", function: call }] };
}

function countTokens(messages, answer) {
  const tokens = (value) => Math.ceil(JSON.stringify(value).length / 4);
  const [prompt, completion] = [tokens(messages), tokens(answer)];
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: prompt - (prompt % 64) - 64 > 0 ? prompt - (prompt % 64) - 64 : 0,
    },
  };
}

const head = () => ({
  id: `chatcmpl-${Date.now()}`,
  model: "scripted-1",
  created: Math.floor(Date.now() / 1000),
});

function sendWhole(response, answer, usage) {
  const finish = answer.tool_calls ? "tool_calls" : "stop";
  const message = { role: "assistant", content: null, ...answer };
  const choices = [{ index: 0, finish_reason: finish, message }];
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ...head(), object: "chat.completion", choices, usage }));
}

async function sendStream(response, answer, usage) {
  const send = (fields) =>
    response.write(
      `data: ${JSON.stringify({ ...head(), object: "chat.completion.chunk", ...fields })}\n\n`,
    );
  response.setHeader("content-type", "text/event-stream");
  for (const word of (answer.content ?? "").split(/(?<= )/)) {
    send({ choices: [{ index: 0, delta: { content: word } }] });
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  if (answer.tool_calls)
    send({ choices: [{ index: 0, delta: { tool_calls: answer.tool_calls } }] });
  send({
    choices: [{ index: 0, delta: {}, finish_reason: answer.tool_calls ? "tool_calls" : "stop" }],
  });
  send({ choices: [], usage });
  response.end("data: [DONE]\n\n");
}
