import type { AttributeValue, Attributes } from "@opentelemetry/api";
import { spanward } from "./attributes.ts";
import { isContent } from "./content-attributes.ts";
import { cutText } from "./cut-text.ts";

/** Where an attribute was found. */
export interface AttributePlace {
  /** `status.message` is the text of a span's status, which often is an error's. */
  key: string;
  from: "span" | "event" | "link" | "resource" | "status";
  spanName: string;
}

/**
 * Says what leaves the process in place of an attribute's value: the value itself, another one, or
 * undefined for nothing. It must answer at once. If it throws or answers with a promise, the content
 * is dropped, and the span says so; the span itself is sent.
 */
export type Redact = (value: AttributeValue, place: AttributePlace) => AttributeValue | undefined;

export interface Cleansing {
  redact: Redact | undefined;
  captureContent: boolean;
  attributeCharactersMax: number;
}

/** Takes what must not leave out of attributes, then cuts what is too long. */
export class AttributeCleanser {
  readonly failedKeys: string[] = [];
  readonly #cleansing: Cleansing;
  readonly #spanName: string;

  constructor(cleansing: Cleansing, spanName: string) {
    this.#cleansing = cleansing;
    this.#spanName = spanName;
  }

  cleanse(attributes: Attributes, from: AttributePlace["from"]): Attributes {
    const clean: Attributes = {};
    for (const [key, value] of Object.entries(attributes)) {
      const left = value === undefined ? undefined : this.cleanseValue(value, { key, from });
      if (left !== undefined) clean[key] = left;
    }
    return clean;
  }

  cleanseValue(
    value: AttributeValue,
    { key, from }: Pick<AttributePlace, "key" | "from">,
  ): AttributeValue | undefined {
    const { captureContent, attributeCharactersMax, redact } = this.#cleansing;
    if (!captureContent && isContent(key)) return undefined;
    const left =
      redact === undefined
        ? value
        : this.#redact(redact, value, { key, from, spanName: this.#spanName });
    return left === undefined ? undefined : cutValue(left, attributeCharactersMax);
  }

  /** The mark that a span gets when the hook failed on it. */
  failureMark(): Attributes {
    if (this.failedKeys.length === 0) return {};
    return { [spanward.redactionFailed]: this.failedKeys.slice(0, 32) };
  }

  #redact(
    redact: Redact,
    value: AttributeValue,
    place: AttributePlace,
  ): AttributeValue | undefined {
    try {
      const left: unknown = redact(value, place);
      if (left === undefined || isAttributeValue(left)) return left;
      if (left instanceof Promise) left.catch(() => undefined); // it is dropped, not left unhandled
    } catch {
      // What the hook could not judge does not leave.
    }
    this.failedKeys.push(place.key);
    return undefined;
  }
}

function cutValue(value: AttributeValue, charactersMax: number): AttributeValue {
  if (typeof value === "string") return cutText(value, charactersMax);
  if (!Array.isArray(value) || !value.every(isText)) return value;
  return value.map((item) => cutText(item, charactersMax));
}

function isText(item: unknown): item is string {
  return typeof item === "string";
}

function isAttributeValue(value: unknown): value is AttributeValue {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
