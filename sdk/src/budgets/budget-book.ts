/** What a call takes, or may take. Money in nano-dollars. */
export interface Amount {
  costNano: bigint;
  tokens: number;
  calls: number;
}

/** What may be spent; null: no limit of this kind. */
export interface BudgetLimit {
  costNano: bigint | null;
  tokens: number | null;
  calls: number | null;
}

/** A limit for one stretch of time, and what was spent and is held of it. */
export interface Account {
  /** The budget it is of. */
  readonly id: string;
  readonly limit: BudgetLimit;
  readonly observes: boolean;
  readonly spent: Amount;
  readonly held: Amount;
}

/** A reservation. It is settled, released or expires, once. */
export interface Hold {
  readonly amount: Amount;
  readonly accounts: readonly Account[];
  readonly expiresMs: number;
  state: "held" | "settled" | "released" | "expired";
}

export type Reservation =
  | { kind: "held"; hold: Hold; wouldRefuse: readonly Account[] }
  | ({ kind: "refused" } & Refusal);

/** The account that has too little left, and of what. */
export interface Refusal {
  account: Account;
  dimension: keyof Amount;
}

/** An account with nothing spent yet. */
export function openAccount(id: string, limit: BudgetLimit, observes = false): Account {
  return { id, limit, observes, spent: noAmount(), held: noAmount() };
}

/** What is left, by the tightest reckoning: what is held counts as spent. null: no limit. */
export function remainingNano({ limit, spent, held }: Account): bigint | null {
  return limit.costNano === null ? null : limit.costNano - spent.costNano - held.costNano;
}

/**
 * Keeps the reservations of one process. A reservation is made in all of its accounts or in none, before
 * anything is spent, so that calls that run at the same time cannot spend the same money twice. What
 * is never settled comes back after its time.
 */
export class BudgetBook {
  readonly #open = new Set<Hold>();
  /** By how much calls cost more than was reserved for them, in all. */
  overdraftNano = 0n;

  reserve(
    accounts: readonly Account[],
    amount: Amount,
    { nowMs, holdMs }: { nowMs: number; holdMs: number },
  ): Reservation {
    this.sweep(nowMs);
    const { refused, wouldRefuse } = this.inspect(accounts, amount);
    if (refused !== null) return { kind: "refused", ...refused };
    for (const { held } of accounts) add(held, amount);
    const hold: Hold = { amount, accounts, expiresMs: nowMs + holdMs, state: "held" };
    this.#open.add(hold);
    return { kind: "held", hold, wouldRefuse };
  }

  /** What a reservation would be answered with; changes nothing. */
  inspect(
    accounts: readonly Account[],
    amount: Amount,
  ): { refused: Refusal | null; wouldRefuse: readonly Account[] } {
    const wouldRefuse: Account[] = [];
    for (const account of accounts) {
      const dimension = exceeded(account, amount);
      if (dimension === null) continue;
      if (!account.observes) return { refused: { account, dimension }, wouldRefuse };
      wouldRefuse.push(account);
    }
    return { refused: null, wouldRefuse };
  }

  /**
   * Books what was really spent and gives the rest back. Settled again, nothing happens. What comes after
   * its hold has expired is booked all the same: it was spent.
   */
  settle(hold: Hold, actual: Amount): void {
    if (hold.state === "settled" || hold.state === "released") return;
    if (hold.state === "held") this.#giveBack(hold);
    hold.state = "settled";
    for (const { spent } of hold.accounts) add(spent, actual);
    const over = actual.costNano - hold.amount.costNano;
    if (over > 0n) this.overdraftNano += over;
  }

  /** Gives back all of it: nothing was spent. */
  release(hold: Hold): void {
    if (hold.state !== "held") return;
    this.#giveBack(hold);
    hold.state = "released";
  }

  /** Gives back what nobody settled in time. */
  sweep(nowMs: number): void {
    for (const hold of this.#open) {
      // Holds of different lengths may wait for one another; a second look comes with every reservation.
      if (hold.expiresMs > nowMs) return;
      this.#giveBack(hold);
      hold.state = "expired";
    }
  }

  get openHolds(): number {
    return this.#open.size;
  }

  #giveBack(hold: Hold): void {
    this.#open.delete(hold);
    for (const { held } of hold.accounts) subtract(held, hold.amount);
  }
}

function exceeded({ limit, spent, held }: Account, amount: Amount): keyof Amount | null {
  if (limit.calls !== null && spent.calls + held.calls + amount.calls > limit.calls) return "calls";
  if (limit.tokens !== null && spent.tokens + held.tokens + amount.tokens > limit.tokens) {
    return "tokens";
  }
  if (limit.costNano === null) return null;
  const total = spent.costNano + held.costNano + amount.costNano;
  return total > limit.costNano ? "costNano" : null;
}

function noAmount(): Amount {
  return { costNano: 0n, tokens: 0, calls: 0 };
}

function add(sum: Amount, amount: Amount): void {
  if (amount.costNano !== 0n) sum.costNano += amount.costNano;
  sum.tokens += amount.tokens;
  sum.calls += amount.calls;
}

function subtract(sum: Amount, amount: Amount): void {
  if (amount.costNano !== 0n) sum.costNano -= amount.costNano;
  sum.tokens -= amount.tokens;
  sum.calls -= amount.calls;
}
