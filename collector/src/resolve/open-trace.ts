import type { SpanRecord } from "@spanward/clickhouse/records";
import type { CallWitness, LinkSpan } from "./call-node.ts";
import { TraceCalls } from "./trace-calls.ts";

// What is listed came before every call, so that nobody asks; what it was read from is let go.
const toRecord = (): never => {
  throw new TypeError("a span that came before its trace's calls is none");
};

/** A trace whose spans are coming in. Until there is a call among them, they are merely listed. */
export class OpenTrace {
  #calls: TraceCalls | null = null;
  #links: LinkSpan[] = [];

  /** How much is remembered. */
  get size(): number {
    return this.#calls?.size ?? this.#links.length;
  }

  addSpan(span: SpanRecord): void {
    this.#open().addSpan(span);
  }

  addLink(link: LinkSpan): void {
    if (this.#calls) this.#calls.addLink(link);
    else this.#links.push({ ...link, toRecord });
  }

  addWitness(witness: CallWitness): void {
    this.#open().addWitness(witness);
  }

  /** The rows of what came in, and of what changed by it. */
  settle(): SpanRecord[] {
    return this.#calls?.settle() ?? [];
  }

  #open(): TraceCalls {
    if (this.#calls) return this.#calls;
    this.#calls = new TraceCalls();
    for (const link of this.#links) this.#calls.addLink(link);
    this.#links = [];
    return this.#calls;
  }
}
