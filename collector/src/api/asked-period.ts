import type { Period, Store } from "@spanward/clickhouse";
import { ApiError } from "./api-error.ts";

/** What an answer needs to know of the world. */
export interface PeriodSource {
  store: Pick<Store, "keptPeriod">;
  clock: () => number; // Unix milliseconds
}

/** A period as it may come in a request. */
export interface AskedPeriod {
  from?: bigint | undefined;
  to?: bigint | undefined;
}

/**
 * The period a report is about. What is left out of it is as far as the project has spans; with none
 * at all, the last hour.
 *
 * @throws {ApiError} when it ends before it begins
 */
export async function askedPeriod(
  { store, clock }: PeriodSource,
  project: string,
  { from, to }: AskedPeriod,
): Promise<Period> {
  if (from !== undefined && to !== undefined) return periodOf(from, to);
  const now = BigInt(clock()) * 1_000_000n;
  const kept = await store.keptPeriod({ project });
  const fromUnixNano = from ?? kept?.fromUnixNano ?? (to ?? now) - hourNs;
  const toUnixNano = to ?? kept?.toUnixNano ?? now;
  return { fromUnixNano, toUnixNano: toUnixNano > fromUnixNano ? toUnixNano : fromUnixNano + 1n };
}

/** @throws {ApiError} when the period ends before it begins */
export function periodOf(fromUnixNano: bigint, toUnixNano: bigint): Period {
  if (fromUnixNano < toUnixNano) return { fromUnixNano, toUnixNano };
  throw new ApiError(400, "invalid_period", "The period ends before it begins: swap from and to.");
}

const hourNs = 3_600_000_000_000n;
