// A support agent whose model is a script: it looks the order up, decides, and acts. How it decides, and
// how often it slips, follows from a seed, so every run of the evals is the same.

const returnDaysMax = 30;

/** The orders of the shop, by id: every third is too old to be returned. */
export const orders = new Map(
  Array.from({ length: 24 }, (_, index) => [
    `A-${1001 + index}`,
    { daysAgo: index % 3 === 0 ? 31 + index : index, cents: 1_500 + 700 * index },
  ]),
);

/** Answers a customer. Every tool call goes through `call`, which records it. */
export async function answer({ orderId, text }, { call, random, slip = 0 }) {
  const order = await call("find_order", { orderId }, () => orders.get(orderId) ?? null);
  if (order === null) return { action: "reject", reason: "no such order" };
  const slips = random() < slip;
  const late = order.daysAgo > returnDaysMax;
  if (late !== slips) return { action: "reject", reason: `${order.daysAgo} days are too late` };
  await call("refund", { orderId, cents: order.cents }, () => ({ ok: true }));
  return { action: "refund", cents: order.cents, reason: text.slice(0, 40) };
}
