import { matchesName } from "../policy/match-name.ts";
import { nanoFromUsd } from "../policy/money.ts";
import type { ModelPrice, PolicyDocument } from "../policy/policy-document.ts";

/** Tokens of one call. */
export interface TokenCounts {
  input: number; // with cached ones
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** What models cost, out of the policies. */
export class PriceList {
  readonly #prices: readonly [pattern: string, price: NanoPrice][];

  constructor(documents: readonly PolicyDocument[]) {
    this.#prices = documents
      .flatMap(({ prices = {} }) => Object.entries(prices))
      // The most particular pattern first.
      .toSorted(
        ([a], [b]) => Number(a.includes("*")) - Number(b.includes("*")) || b.length - a.length,
      )
      .map(([pattern, price]) => [pattern, toNano(price)]);
  }

  /** In nano-dollars, rounded up; null: nobody has said what this model costs. */
  costNano(model: string, tokens: TokenCounts): bigint | null {
    const price = this.#prices.find(([pattern]) => matchesName(pattern, model))?.[1];
    if (price === undefined) return null;
    const plain = Math.max(0, tokens.input - tokens.cacheRead - tokens.cacheWrite);
    const total =
      BigInt(plain) * price.input +
      BigInt(tokens.cacheRead) * price.cacheRead +
      BigInt(tokens.cacheWrite) * price.cacheWrite +
      BigInt(tokens.output) * price.output;
    return (total + 999_999n) / 1_000_000n;
  }
}

/** Nano-dollars for a million tokens. */
type NanoPrice = Record<"input" | "output" | "cacheRead" | "cacheWrite", bigint>;

function toNano({ input, output, cacheRead, cacheWrite }: ModelPrice): NanoPrice {
  return {
    input: nanoFromUsd(input),
    output: nanoFromUsd(output),
    // Where nothing is said of the cache, its tokens cost what others do.
    cacheRead: nanoFromUsd(cacheRead ?? input),
    cacheWrite: nanoFromUsd(cacheWrite ?? input),
  };
}
