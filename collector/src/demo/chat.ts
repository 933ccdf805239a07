import { modelPrices } from "./organisation.ts";
import type { DemoUsage, ModelChoice, ModelStep, Turn } from "./steps.ts";
import type { TraceScript } from "./trace-script.ts";

export interface ChatSettings {
  choice: ModelChoice;
  system: string;
  tools?: readonly string[];
  /** The provider remembers the start of the prompt, so that later calls read it from its cache. */
  caches?: boolean;
  reasons?: boolean;
  streams?: boolean;
  /** The sender reports what each call cost. */
  reportsCost?: boolean;
  /** The instrumentation loses the token counts, as some do on streams. */
  losesUsage?: boolean;
}

export type ToolOutcome = string | { error: { type: string; message: string } };

/** A conversation with a model in one run: each call sends all that was said before. */
export class Chat {
  readonly #script: TraceScript;
  readonly #settings: ChatSettings;
  readonly #turns: Turn[] = [];
  #cachedTokens = 0;

  constructor(script: TraceScript, settings: ChatSettings) {
    this.#script = script;
    this.#settings = settings;
  }

  user(text: string): void {
    this.#turns.push({ role: "user", text });
  }

  /** A turn of an earlier trace of the same session. */
  remembers(asked: string, said: string): void {
    this.#turns.push({ role: "user", text: asked }, { role: "assistant", text: said });
  }

  /** The model answers. */
  says(text: string): string {
    this.#call({ role: "assistant", text });
    return text;
  }

  /** The model asks for tools, at once if they are several; they run, and it gets the results. */
  uses(...tools: [name: string, args: object, outcome: ToolOutcome][]): void {
    const planned = tools.map(([name, args, outcome]) => ({
      call: { id: `call_${this.#script.random.hex(20)}`, name, arguments: args },
      ...(typeof outcome === "string" ? { result: outcome } : { result: "", ...outcome }),
    }));
    this.#call({ role: "assistant", calls: planned.map(({ call }) => call) });
    this.#script.together(
      planned.map((tool) => () => {
        this.#script.play({ kind: "tool", ...tool }, () => {
          this.#script.wait("error" in tool ? 1_900 : 180);
        });
      }),
    );
    const results = planned.map(({ call, ...outcome }) => ({
      id: call.id,
      name: call.name,
      result: "error" in outcome ? JSON.stringify({ error: outcome.error }) : outcome.result,
    }));
    this.#turns.push({ role: "tool", results });
  }

  /** The provider refuses the call; the next one is the retry. */
  fails(type: string, message: string): void {
    this.#script.play({ ...this.#step(), error: { type, message } }, () => this.#script.wait(350));
    this.#script.wait(1_500);
  }

  #call(answer: Turn): void {
    const step = this.#step();
    const usage = this.#usage(answer);
    this.#script.play(step, () => {
      this.#script.wait(250 + usage.output * 11);
      step.answer = answer;
      if (this.#settings.losesUsage !== true) step.usage = usage;
      if (this.#settings.reportsCost === true) step.costUsd = costUsd(step.choice, usage);
    });
    this.#turns.push(answer);
    this.#script.wait(4);
  }

  #step(): ModelStep {
    const { choice, system, tools = [], streams = false } = this.#settings;
    return {
      kind: "model",
      choice,
      system,
      tools,
      input: [...this.#turns],
      answer: null,
      responseId: `resp_${this.#script.random.hex(24)}`,
      usage: null,
      costUsd: null,
      timeToFirstChunkMs: streams ? this.#script.random.around(320) : null,
    };
  }

  #usage(answer: Turn): DemoUsage {
    const { system, tools = [], caches = false, reasons = false } = this.#settings;
    const said = this.#turns.reduce((sum, turn) => sum + tokensOf(turn), 0);
    const input = Math.ceil(system.length / 4) + tools.length * 90 + said + 12;
    const reasoning = reasons ? this.#script.random.int(40, 420) : 0;
    const cacheRead = caches ? this.#cachedTokens : 0;
    const cacheable = caches ? input - (input % 128) : 0;
    const cacheWrite = Math.max(0, cacheable - cacheRead);
    this.#cachedTokens = Math.max(this.#cachedTokens, cacheable);
    return { input, output: tokensOf(answer) + 6 + reasoning, cacheRead, cacheWrite, reasoning };
  }
}

/** About four characters make a token. */
function tokensOf({ text = "", calls = [], results = [] }: Turn): number {
  const inCalls = calls.reduce((sum, call) => sum + JSON.stringify(call).length, 0);
  const inResults = results.reduce((sum, { result }) => sum + result.length, 0);
  return Math.ceil((text.length + inCalls + inResults) / 4);
}

function costUsd({ model }: ModelChoice, usage: DemoUsage): number {
  const price = modelPrices[model] ?? { input: 0, cacheRead: 0, output: 0 };
  const fresh = usage.input - usage.cacheRead;
  const total =
    fresh * price.input + usage.cacheRead * price.cacheRead + usage.output * price.output;
  return Math.round(total) / 1e6;
}
