import type { Guard } from "../guard/guard.ts";
import { type ClientPromise, GuardedRequest } from "./guarded-request.ts";

/** A part of a client that asks a model. */
export interface CreatingResource {
  // oxlint-disable-next-line typescript/no-explicit-any -- clients declare overloads of every kind
  create: (body: any, options?: any) => any;
}

interface Request {
  body: Record<string, unknown>;
  options: Record<string, unknown>;
  sent: (promise: ClientPromise) => void;
}

/**
 * Puts the guard before the `create` of a client's resource, in place, so that the client's own helpers go
 * through it too. On a run's last turn no tools are offered.
 */
export function guardCreate(guard: Guard, resource: CreatingResource, provider: string): void {
  const create: CreatingResource["create"] = resource.create.bind(resource);
  const ask = guard.model<Request, unknown>({
    provider,
    model: ({ body }) => String(body["model"]),
    fields: ({ body }) => body,
    execute: ({ body, options, sent }, { signal, lastTurn }) => {
      const {
        tools: _tools,
        tool_choice: _choice,
        parallel_tool_calls: _parallel,
        ...plain
      } = body;
      const promise: ClientPromise = create(lastTurn ? plain : body, { ...options, signal });
      sent(promise);
      return promise;
    },
  });
  resource.create = (body: Record<string, unknown>, options: Record<string, unknown> = {}) => {
    let own: ClientPromise | undefined;
    const sent = (promise: ClientPromise) => {
      own = promise;
    };
    const { signal } = options;
    const asked = { body, options, sent };
    const data = ask(asked, signal instanceof AbortSignal ? { signal } : {});
    return GuardedRequest.follow(data, () => own);
  };
}
