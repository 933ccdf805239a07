/**
 * Runs a computation and leaves how long it took in the browser's performance timeline, where its
 * developer tools and our benchmark read it. Costs a microsecond.
 */
export function timed<T>(name: string, compute: () => T): T {
  const start = performance.now();
  const result = compute();
  performance.measure(name, { start, end: performance.now() });
  return result;
}
