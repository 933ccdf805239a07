import { type Account, openAccount } from "../budgets/budget-book.ts";
import { type CalendarWindow, calendarWindow } from "../budgets/calendar-window.ts";
import { nanoFromUsd } from "../policy/money.ts";
import type { BudgetDefinition, BudgetScope, PolicyDocument } from "../policy/policy-document.ts";
import type { GuardedService } from "./guard-options.ts";
import type { Run } from "./run.ts";

const accountsMax = 10_000;

/** The accounts of the policies' budgets: one for each budget, value of its scope and calendar window. */
export class BudgetAccounts {
  readonly #definitions: readonly BudgetDefinition[];
  readonly #service: GuardedService;
  readonly #open = new Map<string, { account: Account; window: CalendarWindow }>();

  constructor(documents: readonly PolicyDocument[], service: GuardedService) {
    this.#definitions = documents.flatMap(({ budgets = [] }) => budgets);
    this.#service = service;
    // An unknown time zone is told now, and not when the first call is made.
    for (const { window, timeZone = "UTC" } of this.#definitions) {
      if (window !== "request") calendarWindow(window, timeZone, 0);
    }
  }

  /** The accounts of other documents; what was spent of a budget that keeps its id stays spent. */
  renew(documents: readonly PolicyDocument[]): BudgetAccounts {
    const renewed = new BudgetAccounts(documents, this.#service);
    for (const [key, { account, window }] of this.#open) {
      const definition = renewed.#definitions.find(({ id }) => key.startsWith(`${id}\0`));
      if (definition === undefined || definition.window === "request") continue;
      const { spent, held } = account;
      const fresh = open(definition, key.slice(definition.id.length + 1));
      renewed.#open.set(key, { account: { ...fresh, spent, held }, window });
    }
    return renewed;
  }

  /** Those that a call of this run counts in, besides the run's own. */
  of(run: Run, nowMs: number): readonly Account[] {
    if (this.#definitions.length === 0) return none;
    return this.#definitions.flatMap((definition) => {
      const value = valueOf(definition.scope, run, this.#service);
      if (value === undefined) return [];
      if (definition.value !== undefined && definition.value !== value) return [];
      return [this.#accountOf(definition, value, nowMs)];
    });
  }

  #accountOf(definition: BudgetDefinition, value: string, nowMs: number): Account {
    const { id, window, timeZone = "UTC" } = definition;
    if (window === "request") return open(definition, value);
    const key = `${id}\0${value}`;
    const found = this.#open.get(key);
    if (found !== undefined && nowMs < found.window.endMs) return found.account;
    const account = open(definition, value);
    // Values may come from outside: what is remembered is bounded, what is over goes first.
    if (this.#open.size >= accountsMax) this.#forget(nowMs);
    this.#open.set(key, { account, window: calendarWindow(window, timeZone, nowMs) });
    return account;
  }

  #forget(nowMs: number): void {
    for (const [key, { window }] of this.#open) if (window.endMs <= nowMs) this.#open.delete(key);
    const [oldest] = this.#open.keys();
    if (this.#open.size >= accountsMax && oldest !== undefined) this.#open.delete(oldest);
  }
}

const none: readonly Account[] = [];

function open({ id, costUsd, tokens, calls, mode }: BudgetDefinition, value: string): Account {
  const limit = {
    costNano: costUsd === undefined ? null : nanoFromUsd(costUsd),
    tokens: tokens ?? null,
    calls: calls ?? null,
  };
  return openAccount(`${id} (${value})`, limit, mode === "observe");
}

function valueOf(scope: BudgetScope, run: Run, service: GuardedService): string | undefined {
  switch (scope) {
    case "agent":
      return run.agentId;
    case "service_account":
      return service.serviceAccount;
    case "project":
      return run.options.project;
    case "business_unit":
      return run.options.businessUnit;
    case "use_case":
      return run.options.useCase;
    case "customer":
      return run.options.customer;
    case "organisation":
      return "all";
  }
}
