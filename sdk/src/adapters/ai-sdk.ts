import type { Guard } from "../guard/guard.ts";
import type { JsonSchema, StandardSchema, ToolDefinition } from "../guard/tool-definition.ts";
import type { ModelAnswer } from "../model-answer.ts";
import { isObject, numberAt } from "./read-fields.ts";

/** A tool of Vercel's AI SDK. */
export interface AiTool {
  description?: string | undefined;
  inputSchema?: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- each tool has its own input
  execute?: ((input: any, options: any) => unknown) | undefined;
}

export type ToolEffects = Readonly<Record<string, ToolDefinition<unknown, unknown>["effect"]>>;

/**
 * Guards the tools of Vercel's AI SDK. What is refused becomes the tool's error, which the model reads. Tools
 * without `execute` are run elsewhere and stay as they are.
 *
 * @example
 * await generateText({ model, tools: guardAiTools(guard, tools, { refund: "write" }), prompt });
 */
export function guardAiTools<Tools extends Record<string, AiTool>>(
  guard: Guard,
  tools: Tools,
  effects: ToolEffects = {},
): Tools {
  const entries = Object.entries(tools).map(([name, tool]): [string, AiTool] => {
    const { execute, description, inputSchema } = tool;
    if (execute === undefined) return [name, tool];
    const call = guard.tool({
      name,
      description,
      effect: effects[name] ?? "write",
      input: schemaOf(inputSchema),
      execute: (args) => execute(args, {}),
    });
    const guarded = (input: unknown, options: Record<string, unknown> = {}) => {
      const { toolCallId, abortSignal } = options;
      return call(input, {
        callId: typeof toolCallId === "string" ? toolCallId : undefined,
        signal: abortSignal instanceof AbortSignal ? abortSignal : undefined,
        execute: async (args, { signal }) => execute(args, { ...options, abortSignal: signal }),
      });
    };
    return [name, { ...tool, execute: guarded }];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same tools, each with its own work guarded
  return Object.fromEntries(entries) as Tools;
}

/** The AI SDK has checked the input before; a schema of another kind than ours is not checked again. */
function schemaOf(schema: unknown): StandardSchema | JsonSchema {
  if (isStandardSchema(schema)) return schema;
  const json = isObject(schema) ? schema["jsonSchema"] : undefined;
  return isObject(json) && !("then" in json) ? json : {};
}

function isStandardSchema(schema: unknown): schema is StandardSchema {
  return isObject(schema) && "~standard" in schema;
}

interface Asked {
  params: Record<string, unknown>;
  modelId: string;
  ask: (params: Record<string, unknown>) => PromiseLike<unknown>;
}

interface Around {
  // oxlint-disable-next-line typescript/no-explicit-any -- the AI SDK's own types, which are no dependency
  doGenerate: () => PromiseLike<any>;
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  doStream: () => PromiseLike<any>;
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  params: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  model: any;
}

/** A middleware for `wrapLanguageModel` of Vercel's AI SDK, versions 5 and 6. */
export interface AiMiddleware {
  readonly specificationVersion: "v3";
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  wrapGenerate: (around: Around) => Promise<any>;
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  wrapStream: (around: Around) => Promise<any>;
}

/**
 * Guards the model calls of Vercel's AI SDK, whole and streamed.
 *
 * @example
 * const model = wrapLanguageModel({ model: openai("gpt-4o"), middleware: guardMiddleware(guard) });
 */
export function guardMiddleware(guard: Guard): AiMiddleware {
  const ask = guard.model<Asked, unknown>({
    model: ({ modelId }) => modelId,
    fields: ({ params }) => params,
    execute: ({ params, ask: send }, { lastTurn }) => {
      if (lastTurn) {
        delete params["tools"];
        delete params["toolChoice"];
      }
      return send(params);
    },
    read,
  });
  return {
    specificationVersion: "v3",
    wrapGenerate: ({ params, model, doGenerate }) =>
      ask({ params, modelId: model.modelId, ask: doGenerate }),
    wrapStream: async ({ params, model, doStream }) => {
      let rest: object = {};
      const stream = await ask({
        params,
        modelId: model.modelId,
        ask: async () => {
          const result: { stream: unknown } = await doStream();
          rest = result;
          return result.stream;
        },
      });
      return { ...rest, stream };
    },
  };
}

/** Reads a result, or a part of a stream, of the AI SDK. */
function read(value: unknown, answer: ModelAnswer): void {
  if (!isObject(value)) return;
  const { content, delta, type, usage } = value;
  if (type === "text-delta" && typeof delta === "string") answer.addText(delta);
  for (const part of Array.isArray(content) ? content : []) {
    if (isObject(part) && typeof part["text"] === "string") answer.addText(part["text"]);
  }
  if (!isObject(usage)) return;
  // Version 6 tells totals and parts; version 5 one number.
  const [input, output] = [usage["inputTokens"], usage["outputTokens"]];
  answer.usage = {
    inputTokens: numberAt(input, "total"),
    outputTokens: numberAt(output, "total"),
    cacheReadTokens: isObject(input) ? numberAt(input, "cacheRead") : undefined,
    cacheWriteTokens: isObject(input) ? numberAt(input, "cacheWrite") : undefined,
  };
}
