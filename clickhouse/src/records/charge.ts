/** What a charge is for. `judge`: a model call made to judge another. */
export const chargeLines = ["model", "embedding", "judge", "tool", "retrieval", "human"] as const;
export type ChargeLine = (typeof chargeLines)[number];

/** Who pays, as far as is known; "" where nothing is. */
export interface ChargeOwner {
  businessUnit: string;
  costProject: string;
  useCase: string;
  customer: string;
  costCenter: string;
}

/** One position of a charge: so many units at so much for each `per` of them. Adjustments may be negative. */
export interface ChargePosition {
  unit: string;
  quantity: bigint;
  pricePicoUsd: bigint;
  per: bigint;
  amountPicoUsd: bigint;
}

/**
 * A row of table `charges`: what one call cost, or what was found to be different later. Its identity is
 * (project, period, trace, span, line, sequence); a booked amount is never changed, another row adjusts it.
 */
export interface ChargeRecord extends ChargeOwner {
  project: string;
  period: string; // YYYY-MM-01: the month it is booked in
  traceId: string;
  spanId: string;
  line: ChargeLine;
  sequence: number; // 0: the charge itself
  timeUnixNano: bigint; // start of the span
  reason: string; // of an adjustment
  late: boolean; // its own month was closed when it was booked
  provider: string;
  model: string;
  service: string;
  environment: string;
  agent: string;
  failed: boolean;
  calls: number;
  unpriced: number; // 1: nothing is known of the price; -1: now it is
  positions: ChargePosition[];
  computedPicoUsd: bigint | null; // null: no price or no usage is known
  reportedPicoUsd: bigint | null; // null: the sender said nothing
  costPicoUsd: bigint | null; // the one that counts
  rule: "computed" | "reported" | "none";
  priceCard: number; // the version of the price; 0: none
  priceSource: string;
  bookedUnixMs: number;
}
