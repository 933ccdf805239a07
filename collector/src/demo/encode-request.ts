import { type DemoSpan, encodeSender, encodeSpan, type Sender } from "./otlp-json.ts";

const spansMax = 1_000;
const charactersMax = 4 * 2 ** 20;

/** Gathers spans into one OTLP/JSON request. */
export class RequestEncoder {
  readonly #bySender = new Map<Sender, string[]>();
  #characters = 0;
  spans = 0;

  add(sender: Sender, spans: readonly DemoSpan[]): void {
    let texts = this.#bySender.get(sender);
    if (texts === undefined) this.#bySender.set(sender, (texts = []));
    for (const span of spans) {
      const text = encodeSpan(span);
      texts.push(text);
      this.#characters += text.length;
    }
    this.spans += spans.length;
  }

  /** Whether it is time to send: 1,000 spans or 4 MiB. */
  isFull(): boolean {
    return this.spans >= spansMax || this.#characters >= charactersMax;
  }

  /** The request's body; the encoder starts anew. */
  take(): Uint8Array {
    const resources = [...this.#bySender].map(
      ([sender, texts]) => `${encodeSender(sender)}${texts.join(",")}]}]}`,
    );
    this.#bySender.clear();
    this.#characters = 0;
    this.spans = 0;
    return new TextEncoder().encode(`{"resourceSpans":[${resources.join(",")}]}`);
  }
}
