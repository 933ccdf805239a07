/**
 * The argument in [low, high] at which the non-decreasing `f` reaches `target`, to the last bits of
 * a double: regula falsi with the Illinois step, and bisection when that stalls.
 */
export function solveMonotone(
  f: (x: number) => number,
  target: number,
  { low, high }: { low: number; high: number },
): number {
  let a = low;
  let b = high;
  let fa = f(a) - target;
  let fb = f(b) - target;
  if (fa >= 0) return a;
  if (fb <= 0) return b;
  for (let step = 0; step < 400; step++) {
    const secant = b - (fb * (b - a)) / (fb - fa);
    const middle = a + (b - a) / 2;
    const x = step % 3 === 2 || !(secant > a && secant < b) ? middle : secant;
    if (x === a || x === b) break;
    const fx = f(x) - target;
    if (fx === 0) return x;
    if (fx < 0) {
      a = x;
      fa = fx;
      fb /= 2;
    } else {
      b = x;
      fb = fx;
      fa /= 2;
    }
    if (b - a <= Number.EPSILON * Math.abs(a + b) * 0.5) break;
  }
  return a + (b - a) / 2;
}
