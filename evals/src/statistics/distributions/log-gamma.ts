/**
 * The natural logarithm of Γ(x), for x > 0, to about 1e-15 relative.
 *
 * Source: P. Godfrey's coefficients (g = 607/128, n = 15) for C. Lanczos, "A precision approximation
 * of the gamma function", SIAM J. Numer. Anal. B 1 (1964).
 */
export function logGamma(x: number): number {
  let sum = first;
  for (const [index, coefficient] of coefficients.entries()) sum += coefficient / (x + index + 1);
  const t = x + g + 0.5;
  return (x + 0.5) * Math.log(t) - t + Math.log((Math.sqrt(2 * Math.PI) * sum) / x);
}

const g = 607 / 128;
const first = 0.9999999999999971;
const coefficients = [
  57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
];
