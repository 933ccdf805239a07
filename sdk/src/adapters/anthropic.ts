import type { Guard } from "../guard/guard.ts";
import { type CreatingResource, guardCreate } from "./guard-create.ts";

/** What is used of Anthropic's client. */
export interface AnthropicClient {
  messages: CreatingResource;
}

/**
 * Guards a client of Anthropic, in place: messages, their streams and the helper `stream` too. Gives the
 * client.
 *
 * @example
 * const anthropic = guardAnthropic(guard, new Anthropic());
 */
export function guardAnthropic<Client extends AnthropicClient>(
  guard: Guard,
  client: Client,
): Client {
  guardCreate(guard, client.messages, "anthropic");
  return client;
}
