import { createServer } from "node:http";

/** A server of tests that speaks like OpenAI's and Anthropic's, whole and streamed. `asked` keeps what came. */
export async function openScriptedProvider() {
  const asked: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    const body: Record<string, unknown> = JSON.parse(Buffer.concat(parts).toString());
    asked.push(body);
    const script = scripts[request.url ?? ""];
    if (script === undefined) return void response.writeHead(404).end();
    response.setHeader("x-request-id", "r-1");
    if (body["stream"] !== true) {
      response.setHeader("content-type", "application/json");
      return void response.end(JSON.stringify(script.whole));
    }
    response.setHeader("content-type", "text/event-stream");
    for (const [event, data] of script.events) {
      response.write(`${event === "" ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
    }
    return void response.end(script.end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
const chat = { id: "c", created: 1, model: "gpt-4o" };
const chunk = { ...chat, object: "chat.completion.chunk" };
const said = { role: "assistant", content: "Hello", refusal: null };
const message = {
  id: "m",
  type: "message",
  role: "assistant",
  model: "claude",
  stop_sequence: null,
};
const text = { type: "output_text", text: "Hello", annotations: [] };
const output = [
  { type: "message", id: "o", role: "assistant", status: "completed", content: [text] },
];

interface Script {
  whole: unknown;
  events: readonly (readonly [event: string, data: unknown])[];
  end: string;
}

const scripts: Record<string, Script> = {
  "/v1/chat/completions": {
    whole: {
      ...chat,
      object: "chat.completion",
      choices: [{ index: 0, finish_reason: "stop", message: said, logprobs: null }],
      usage,
    },
    events: [
      [
        "",
        {
          ...chunk,
          choices: [
            { index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: null },
          ],
        },
      ],
      ["", { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }],
      ["", { ...chunk, choices: [], usage }],
    ],
    end: "data: [DONE]\n\n",
  },
  "/v1/responses": {
    whole: {
      id: "r",
      object: "response",
      created_at: 1,
      model: "gpt-4o",
      status: "completed",
      output,
      usage: { input_tokens: 12, output_tokens: 3, total_tokens: 15 },
    },
    events: [],
    end: "",
  },
  "/v1/messages": {
    whole: {
      ...message,
      stop_reason: "end_turn",
      content: [{ type: "text", text: "Hello" }],
      usage: { input_tokens: 12, output_tokens: 3 },
    },
    events: [
      {
        type: "message_start",
        message: {
          ...message,
          content: [],
          stop_reason: null,
          usage: { input_tokens: 12, output_tokens: 1 },
        },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 3 },
      },
      { type: "message_stop" },
    ].map((event) => [event.type, event] as const),
    end: "",
  },
};
