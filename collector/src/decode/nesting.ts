/** How deep lists and maps of one request may nest, where the reader is, and what it left out. */
export interface Nesting {
  readonly max: number;
  depth: number;
  /** Something deeper than `max` was replaced by a text since this was last set to false. */
  cut: boolean;
}

/** The deepest that anybody has a use for; what is deeper is replaced, so that no stack overflows. */
export const nestingMax = 64;

export const createNesting = (max = nestingMax): Nesting => ({ max, depth: 0, cut: false });

/** Reads one list or map a level deeper, or skips it and says so in its place. */
export function readNested<Value>(
  nesting: Nesting,
  read: () => Value,
  skip: () => void = () => {},
): Value | string {
  if (nesting.depth >= nesting.max) {
    skip();
    nesting.cut = true;
    return `[nested more than ${nesting.max} levels deep: not kept]`;
  }
  nesting.depth++;
  const value = read();
  nesting.depth--;
  return value;
}
