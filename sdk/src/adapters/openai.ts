import type { Guard } from "../guard/guard.ts";
import { type CreatingResource, guardCreate } from "./guard-create.ts";

/** What is used of OpenAI's client. */
export interface OpenAIClient {
  chat: { completions: CreatingResource };
  responses?: CreatingResource;
}

/**
 * Guards a client of OpenAI, in place: chat completions and responses, streams and the helpers `parse` and
 * `stream` too. Gives the client.
 *
 * @example
 * const openai = guardOpenAI(guard, new OpenAI());
 */
export function guardOpenAI<Client extends OpenAIClient>(guard: Guard, client: Client): Client {
  guardCreate(guard, client.chat.completions, "openai");
  if (client.responses !== undefined) guardCreate(guard, client.responses, "openai");
  return client;
}
