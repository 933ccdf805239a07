import { attributeCharactersMax } from "./span-options.ts";

/** Joins the texts that go by in a stream; what is no text is passed over. */
export class TextStream {
  #text: string | undefined;

  add(chunk: unknown): void {
    if (typeof chunk !== "string") return;
    // A little past the limit, so that what is recorded says that it was cut.
    if ((this.#text?.length ?? 0) <= attributeCharactersMax())
      this.#text = (this.#text ?? "") + chunk;
  }

  /** undefined: no text went by. */
  whole(): string | undefined {
    return this.#text;
  }
}
