import type { Message, MessagePart } from "./messages.ts";

/** Token counts of one model call. What the provider did not say is left out, which is not zero. */
export interface TokenUsage {
  inputTokens?: number | undefined; // with cache reads and writes
  outputTokens?: number | undefined; // with reasoning
  cacheReadTokens?: number | undefined;
  cacheWriteTokens?: number | undefined;
  reasoningTokens?: number | undefined;
}

/** Gathers what a model answers: at once, or piece by piece from a stream. */
export class ModelAnswer {
  id: string | undefined;
  model: string | undefined;
  usage: TokenUsage | undefined;
  /** In US dollars, as decimal text or a number. */
  costUsd: string | number | undefined;
  finishReasons: string[] = [];
  #parts: MessagePart[] = [];
  readonly #calls = new Map<string | number, { id: string; name: string; json: string }>();
  #characters = 0;
  readonly #charactersMax: number;

  /** Texts past `charactersMax` characters in all are not kept: a stream may go on for ever. */
  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  /** Adds to the text, or to the reasoning, that came last. */
  addText(content: string, type: "text" | "reasoning" = "text"): void {
    if (content === "" || this.#characters > this.#charactersMax) return;
    this.#characters += content.length;
    const last = this.#parts.at(-1);
    if (last?.type === type && "content" in last && typeof last.content === "string") {
      last.content += content;
    } else {
      this.#parts.push({ type, content });
    }
  }

  addPart(part: MessagePart): void {
    this.#parts.push(part);
  }

  /** Adds to a tool call that comes in pieces; `key` tells the calls of one answer apart. */
  addToolCall(key: string | number, piece: { id?: string; name?: string; json?: string }): void {
    const call = this.#calls.get(key) ?? { id: "", name: "", json: "" };
    if (!this.#calls.has(key) && this.#calls.size < callsMax) this.#calls.set(key, call);
    call.id ||= piece.id ?? "";
    call.name ||= piece.name ?? "";
    if (this.#characters > this.#charactersMax) return;
    call.json += piece.json ?? "";
    this.#characters += piece.json?.length ?? 0;
  }

  addFinishReason(reason: string | null | undefined): void {
    if (reason && !this.finishReasons.includes(reason)) this.finishReasons.push(reason);
  }

  /** Forgets the pieces: what follows is the whole. */
  restart(): void {
    this.#parts = [];
    this.#calls.clear();
    this.#characters = 0;
  }

  /** The answer as one message, or none if nothing came. */
  toMessages(): Message[] {
    const calls = [...this.#calls.values()].map(({ id, name, json }) => ({
      type: "tool_call",
      id,
      name,
      arguments: parseOr(json),
    }));
    const parts: MessagePart[] = [...this.#parts, ...calls];
    const reason = this.finishReasons[0];
    if (parts.length === 0) return [];
    return [
      { role: "assistant", parts, ...(reason === undefined ? {} : { finish_reason: reason }) },
    ];
  }
}

const callsMax = 256;

function parseOr(json: string): unknown {
  try {
    return json === "" ? {} : JSON.parse(json);
  } catch {
    return json;
  }
}
