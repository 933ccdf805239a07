import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GuardDenied } from "../guard/guard-denied.ts";
import { codeOf, testGuard } from "../guard/testing.ts";
import { recordSpans } from "../testing.ts";
import { guardAnthropic } from "./anthropic.ts";
import { guardOpenAI } from "./openai.ts";
import { openScriptedProvider } from "./testing.ts";

// Goal: the real clients work as before, helpers too, and nothing of them gets past the guard.

let provider: Awaited<ReturnType<typeof openScriptedProvider>>;
let { spans } = recordSpans();
beforeAll(async () => {
  provider = await openScriptedProvider();
});
afterAll(() => provider.close());
beforeEach(() => ({ spans } = recordSpans()));

const limited = (maxModelCalls: number) => testGuard({ limits: { maxModelCalls } });
const openai = (guard: ReturnType<typeof testGuard>) =>
  guardOpenAI(guard, new OpenAI({ apiKey: "k", baseURL: `${provider.url}/v1`, maxRetries: 3 }));
const anthropic = (guard: ReturnType<typeof testGuard>) =>
  guardAnthropic(guard, new Anthropic({ apiKey: "k", baseURL: provider.url, maxRetries: 3 }));
const messages = [{ role: "user" as const, content: "Hi" }];
// Anthropic's client makes spans of its own besides, which the server knows to be the same calls.
const usages = () =>
  spans()
    .filter(({ name }) => name.startsWith("chat "))
    .flatMap(({ attributes }) => attributes["gen_ai.usage.output_tokens"] ?? []);

test("OpenAI: chat, streams, parse, the stream helper and responses, until the limit", async () => {
  const guard = limited(6);
  const client = openai(guard);
  const model = "gpt-4o";
  await guard.run({}, async () => {
    const { completions } = client.chat;
    const whole = await completions.create({ model, messages });
    expect(whole.choices[0]?.message.content).toBe("Hello");
    const {
      data,
      response,
      request_id: id,
    } = await completions.create({ model, messages }).withResponse();
    expect([data.model, response.status, id]).toEqual([model, 200, "r-1"]);
    let text = "";
    for await (const { choices } of await completions.create({ model, messages, stream: true })) {
      text += choices[0]?.delta.content ?? "";
    }
    expect(text).toBe("Hello");
    const parsed = await completions.parse({ model, messages });
    expect(parsed.choices[0]?.message.content).toBe("Hello");
    const streamed = await completions.stream({ model, messages }).finalContent();
    expect(streamed).toBe("Hello");
    const { output } = await client.responses.create({ model, input: "Hi" });
    expect(output).toMatchObject([{ content: [{ text: "Hello" }] }]);

    const before = provider.asked.length;
    expect(await codeOf(completions.create({ model, messages }))).toBe("calls.model");
    expect(await codeOf(client.responses.create({ model, input: "Hi" }))).toBe("calls.model");
    await expect(completions.stream({ model, messages }).finalContent()).rejects.toThrow(
      "calls.model",
    );
    expect(provider.asked).toHaveLength(before); // nothing was sent, and nothing tried again
  });
  expect(guard.status().openHolds).toBe(0);
  expect(usages()).toEqual([3, 3, 3, 3, 3, 3]);
});

test("Anthropic: messages, streams and the stream helper, until the limit", async () => {
  const guard = limited(3);
  const client = anthropic(guard);
  const asked = { model: "claude", max_tokens: 100, messages };
  await guard.run({}, async () => {
    const whole = await client.messages.create(asked);
    expect(whole.content).toMatchObject([{ text: "Hello" }]);
    const types: string[] = [];
    for await (const { type } of await client.messages.create({ ...asked, stream: true })) {
      types.push(type);
    }
    expect(types.at(-1)).toBe("message_stop");
    expect(await client.messages.stream(asked).finalText()).toBe("Hello");
    const before = provider.asked.length;
    await expect(client.messages.create(asked)).rejects.toBeInstanceOf(GuardDenied);
    expect(provider.asked).toHaveLength(before);
  });
  expect(guard.status().openHolds).toBe(0);
  expect(usages()).toEqual([3, 3, 3]);
});

test("on the last turn no tools are offered", async () => {
  const guard = testGuard();
  const client = openai(guard);
  const look = guard.tool({ name: "look", effect: "read", input: {}, execute: async () => "same" });
  const tools = [{ type: "function" as const, function: { name: "look" } }];
  await guard.run({}, async () => {
    await client.chat.completions.create({ model: "gpt-4o", messages, tools });
    expect(provider.asked.at(-1)).toHaveProperty("tools");
    for (let n = 0; n < 8; n += 1) await codeOf(look({}));
    await client.chat.completions.create({ model: "gpt-4o", messages, tools });
    expect(provider.asked.at(-1)).not.toHaveProperty("tools");
  });
});

test("a kill aborts the request that is under way", async () => {
  const guard = testGuard();
  const client = openai(guard);
  const asked = { model: "gpt-4o", messages };
  const code = guard.run({}, () => codeOf(client.chat.completions.create(asked)));
  await new Promise(setImmediate);
  guard.kill("all", "stop");
  expect(await code).toBe("kill");
});
