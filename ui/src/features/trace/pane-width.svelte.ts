import { Stored } from "../../state/stored.svelte.ts";

/** Limits of a pane, in px. */
interface PaneLimits {
  usual: number;
  min: number;
  max: number;
}

/** The width of a pane that the reader can change; remembered for the next visit. */
export class PaneWidth {
  readonly limits: PaneLimits;
  readonly #stored: Stored;
  readonly px: number = $derived.by(() => this.#within(Number(this.#stored.value ?? Number.NaN)));

  constructor(name: string, limits: PaneLimits) {
    this.limits = limits;
    this.#stored = new Stored(`${name}.width`);
  }

  set(px: number): void {
    this.#stored.value = String(Math.round(this.#within(px)));
  }

  reset(): void {
    this.#stored.value = null;
  }

  #within(px: number): number {
    const { usual, min, max } = this.limits;
    return Number.isFinite(px) ? Math.max(min, Math.min(max, px)) : usual;
  }
}
