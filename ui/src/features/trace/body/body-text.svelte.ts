import type { Body } from "spanward/answers/span-detail";
import type { BodySource } from "./body-source.ts";

const moreLength = 100_000; // characters a press of "more" brings
const shownMax = 500_000; // past this a text is for a file, not for a page
const downloadLength = 1_000_000;

/** One text of a span: its preview, what was loaded after it, and the way to all of it. */
export class BodyText {
  readonly #body: () => Body;
  readonly #source: () => BodySource;
  #loaded = $state.raw<{ body: Body; text: string } | null>(null);

  isLoading = $state(false);
  /** How much of a download has arrived, 0..1; null while there is none. */
  progress = $state<number | null>(null);
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

  constructor(body: () => Body, source: () => BodySource) {
    this.#body = body;
    this.#source = source;
  }

  /** Loads the next piece. */
  async loadMore(): Promise<void> {
    const body = this.#body();
    const { text } = this;
    await this.#attempt(async () => {
      const piece = await this.#read(body, text.length, moreLength);
      this.#loaded = { body, text: text + piece.text };
    });
  }

  /** Reads all of it, piece by piece, and gives it to the browser as a file. */
  async download(): Promise<void> {
    const body = this.#body();
    await this.#attempt(async () => {
      const pieces = [body.text];
      let offset: number | null = body.part === null ? null : body.text.length;
      while (offset !== null) {
        this.progress = offset / body.characters;
        const piece = await this.#read(body, offset, downloadLength);
        pieces.push(piece.text);
        offset = piece.nextOffset;
      }
      saveFile(`${this.#source().fileName}.txt`, pieces);
    });
  }

  #read(body: Body, offset: number, limit: number) {
    return this.#source().readPart({ part: body.part ?? "", offset, limit });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.isLoading = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.isLoading = false;
    this.progress = null;
  }
}

function saveFile(name: string, pieces: string[]): void {
  const url = URL.createObjectURL(new Blob(pieces, { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // a browser may ask where to put it first
}
