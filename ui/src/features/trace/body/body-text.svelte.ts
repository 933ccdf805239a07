import type { Body } from "spanward/answers/span-detail";
import type { BodySource } from "./body-source.ts";

const moreLength = 100_000; // characters a press of "more" brings
const shownMax = 500_000; // past this a text is for a file, not for a page

/** One text of a span: its preview, what was loaded after it, and where all of it is. */
export class BodyText {
  readonly #body: () => Body;
  readonly #source: () => BodySource;
  #loaded = $state.raw<{ body: Body; text: string } | null>(null);

  isLoading = $state(false);
  /** What went wrong with the last request; null when nothing did. */
  failure = $state<string | null>(null);

  /** What there is of it here: always a beginning of the whole. */
  readonly text: string = $derived.by(() => {
    const body = this.#body();
    return this.#loaded?.body === body ? this.#loaded.text : body.text;
  });
  readonly characters: number = $derived.by(() => this.#body().characters);
  readonly isWhole: boolean = $derived.by(
    () => this.#body().part === null || this.text.length >= this.characters,
  );
  readonly canShowMore: boolean = $derived.by(() => !this.isWhole && this.text.length < shownMax);

  /** Where all of it is to be had as a file; null when it is all here. */
  readonly fileHref: string | null = $derived.by(() => {
    const { part } = this.#body();
    return part === null ? null : this.#source().fileHref(part);
  });

  constructor(body: () => Body, source: () => BodySource) {
    this.#body = body;
    this.#source = source;
  }

  /** Loads the next piece. */
  async loadMore(): Promise<void> {
    const body = this.#body();
    const { text } = this;
    this.isLoading = true;
    this.failure = null;
    try {
      const slice = { part: body.part ?? "", offset: text.length, limit: moreLength };
      const piece = await this.#source().readPart(slice);
      this.#loaded = { body, text: text + piece.text };
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.isLoading = false;
  }
}
