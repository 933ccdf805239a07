import type { CallNode, CallWitness } from "./call-node.ts";
import { createIndex } from "./list-index.ts";

/** The accounts of a trace's calls that are no calls themselves. */
export interface WitnessBook {
  /** Adds an account, in place of a poorer one under the same key; whether it is news. */
  add: (witness: CallWitness) => boolean;
  /** The accounts of these calls, each once. */
  of: (nodes: readonly CallNode[]) => CallWitness[];
  size: () => number;
}

/** Opens a book in which nothing is written. */
export function createWitnessBook(): WitnessBook {
  const witnesses = new Map<string, CallWitness>();
  const ofSpan = createIndex<string>(); // keys, by the span that they speak of
  const ofAnswer = createIndex<string>(); // keys, by the answer that they speak of
  return {
    add(witness) {
      if (witness.parts <= (witnesses.get(witness.key)?.parts ?? -1)) return false;
      witnesses.set(witness.key, witness);
      ofSpan.add(witness.spanId, witness.key);
      ofAnswer.add(witness.responseId, witness.key);
      return true;
    },
    of(nodes) {
      const keys = nodes.flatMap(({ span }) => [
        ...ofSpan.get(span.spanId),
        ...ofAnswer.get(span.responseId),
      ]);
      return [...new Set(keys)].flatMap((key) => witnesses.get(key) ?? []);
    },
    size: () => witnesses.size,
  };
}
