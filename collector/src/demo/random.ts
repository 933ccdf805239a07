/** A stream of numbers that looks random and is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to], both in. */
  int(from: number, to: number): number;
  pick<Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number];
  /** True with the probability given. */
  chance(probability: number): boolean;
  /** Around `middle`, skewed as durations and token counts are: mostly near it, sometimes far above. */
  around(middle: number): number;
  /** Lowercase hex digits. Never all zero, which OpenTelemetry ids must not be. */
  hex(digits: number): string;
}

/**
 * The generator of Chris Doty-Humphrey's PractRand, sfc32. It is seeded with three words, so that
 * streams with neighbouring seeds (trace 1, trace 2, …) never meet.
 * Source: https://pracrand.sourceforge.net
 */
export function createRandom(...seed: [number, number, number]): Random {
  let a = seed[0] | 0;
  let b = seed[1] | 0;
  let c = seed[2] | 0;
  let counter = 1;
  const word = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) word(); // mixes the seed in

  const next = () => word() / 2 ** 32;
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    chance: (probability) => next() < probability,
    around: (middle) => middle * Math.exp((next() + next() + next() - 1.5) * 0.9),
    hex: (digits) => {
      let text = "";
      while (text.length < digits) text += word().toString(16).padStart(8, "0");
      text = text.slice(0, digits);
      return /[^0]/.test(text) ? text : `${text.slice(1)}1`;
    },
  };
}
