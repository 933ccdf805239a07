import type { Random } from "./random.ts";

/** About `characters` of prose that repeats itself the way prose does: gzip makes it a quarter. */
export function prose(random: Random, characters: number): string {
  const parts: string[] = [];
  let length = 0;
  while (length < characters) {
    const word = vocabulary[Math.floor(random() ** 2 * vocabulary.length)] ?? "the";
    parts.push(word);
    length += word.length + 1;
  }
  return parts.join(" ").slice(0, characters);
}

const vocabulary = (
  "the of to and a in is that for it with as was on be by this are or from an at not have has order " +
  "customer refund policy invoice shipment account payment total amount date status review request " +
  "approved rejected pending error timeout retry result value record field table query column index " +
  "document section paragraph source reference summary answer question because therefore however " +
  "although between during after before while under over again further then once here there when " +
  "where which who whom these those each few more most other some such only same than too very can " +
  "will just should now lamp chair desk warranty delivery carrier tracking address region currency " +
  "exchange rate ledger balance credit debit tax discount coupon voucher loyalty tier escalation " +
  "supervisor agent tool model token prompt completion context window cache latency percentile"
).split(" ");
