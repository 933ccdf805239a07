import { MediaQuery } from "svelte/reactivity";
import { Stored } from "./stored.svelte.ts";

/** What the reader chose; `system` follows the operating system. */
export const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

class Theme {
  #stored = new Stored("theme");
  #systemIsDark = new MediaQuery("prefers-color-scheme: dark");
  readonly choice: ThemeChoice = $derived(
    themeChoices.find((choice) => choice === this.#stored.value) ?? "system",
  );
  /** What is shown. A canvas reads it, to draw again when it changes. */
  readonly current: "light" | "dark" = $derived(
    this.choice === "system" ? (this.#systemIsDark.current ? "dark" : "light") : this.choice,
  );

  choose(choice: ThemeChoice): void {
    this.#stored.value = choice;
    this.apply();
  }

  /** Puts the choice on the document, where the tokens look for it. */
  apply(): void {
    const root = document.documentElement;
    if (this.choice === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.choice;
  }
}

/** Light or dark. */
export const theme = new Theme();
