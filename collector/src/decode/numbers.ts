/** A value of an enum that is stored in a byte. One that nobody knows is 0, "unspecified". */
export const toByte = (value: number): number =>
  Number.isInteger(value) && value >= 0 && value <= 255 ? value : 0;

/** The largest uint32 and uint64; a number past these was never what the sender meant. */
export const uint32Max = 2 ** 32 - 1;
export const uint64Max = 2n ** 64n - 1n;
