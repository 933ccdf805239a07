const samplesMax = 64;
const samplesMin = 8;
const keysMax = 1_024;
const outputTokensGuess = 1_024;
const tokensPerCharacterGuess = 0.25;

interface Samples {
  outputs: number[];
  at: number;
  tokensPerCharacter: number;
}

/**
 * Estimates what a model call will take, from the calls before it: of the same agent, model and prompt.
 * The output is the 95th percentile of what came so far, never more than the limit asked for, and never
 * all that is left of a budget.
 */
export class TokenEstimator {
  readonly #samples = new Map<string, Samples>();

  estimate(
    key: string,
    {
      inputCharacters,
      outputTokensMax,
    }: { inputCharacters: number; outputTokensMax: number | null },
  ): { input: number; output: number } {
    const samples = this.#samples.get(key);
    const expected =
      samples === undefined || samples.outputs.length < samplesMin
        ? outputTokensGuess
        : percentile95(samples.outputs);
    return {
      input: Math.ceil(inputCharacters * (samples?.tokensPerCharacter ?? tokensPerCharacterGuess)),
      output: Math.min(expected, outputTokensMax ?? Infinity),
    };
  }

  /** Learns from a call that told its tokens. */
  learn(key: string, used: { inputCharacters: number; input: number; output: number }): void {
    const samples = this.#samples.get(key) ?? {
      outputs: [],
      at: 0,
      tokensPerCharacter: tokensPerCharacterGuess,
    };
    if (this.#samples.size < keysMax) this.#samples.set(key, samples);
    samples.outputs[samples.at] = used.output;
    samples.at = (samples.at + 1) % samplesMax;
    if (used.inputCharacters === 0) return;
    // Images and files have tokens and no characters: one such call must not spoil the rest.
    const seen = Math.min(Math.max(used.input / used.inputCharacters, 0.05), 2);
    samples.tokensPerCharacter += (seen - samples.tokensPerCharacter) / 4;
  }
}

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
