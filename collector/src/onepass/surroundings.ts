import { ByteBuffer } from "@spanward/clickhouse";
import type { OtlpResource, OtlpScope } from "../decode/otlp.ts";
import { OtlpReader } from "../decode/protobuf/otlp-reader.ts";
import { readResource, readScope } from "../decode/protobuf/request.ts";
import { encodeAttributes, encodeResource, encodeScope } from "../decode/stored-json.ts";
import { unsetResource, unsetScope } from "../decode/unset.ts";
import { beginReading, type ValueLimits } from "../decode/value-limits.ts";
import { classOfKey } from "./key-class.ts";

/** What many spans have in common: who sent them, and by which instrumentation. */
export interface Surroundings {
  resource: OtlpResource;
  scope: OtlpScope;
  /** Surroundings with one number mean the same to every rule. */
  meaning: number;
  /** The columns `resource` and `scope`, as the store wants them. */
  resourceColumn: Uint8Array;
  scopeColumn: Uint8Array;
}

/** The bytes that surroundings are read from; null where there are none. */
export interface SentSurroundings {
  project: string;
  resource: Uint8Array | null;
  resourceSchema: Uint8Array | null;
  scope: Uint8Array | null;
  scopeSchema: Uint8Array | null;
}

const knownMax = 2000;
const knownCharactersMax = 8 * 2 ** 20;

/** Surroundings that came before are not read again. */
export class SurroundingsBook {
  readonly #limits: ValueLimits;
  readonly #known = new Map<string, Surroundings>();
  readonly #meanings = new Map<string, number>();
  #characters = 0; // of the keys of what is known

  constructor(limits: ValueLimits) {
    this.#limits = limits;
  }

  get crowded(): boolean {
    return this.#known.size > knownMax || this.#characters > knownCharactersMax;
  }

  clear(): void {
    this.#known.clear();
    this.#meanings.clear();
    this.#characters = 0;
  }

  /** @throws {DecodeError} when they are none */
  get(sent: SentSurroundings): Surroundings {
    const parts = [sent.resource, sent.resourceSchema, sent.scope, sent.scopeSchema];
    const bytes = parts.map((part) => (part === null ? "-" : latin1(part)));
    const key = [sent.project, ...bytes.map((part) => part.length), ...bytes].join("\n");
    const known = this.#known.get(key);
    if (known) return known;
    const surroundings = this.#read(sent);
    this.#known.set(key, surroundings);
    this.#characters += key.length;
    return surroundings;
  }

  #read(sent: SentSurroundings): Surroundings {
    const resource = sent.resource ? readResource(this.#reader(sent.resource)) : unsetResource();
    const scope = sent.scope ? readScope(this.#reader(sent.scope)) : unsetScope();
    resource.schemaUrl = sent.resourceSchema ? utf8(sent.resourceSchema) : "";
    scope.schemaUrl = sent.scopeSchema ? utf8(sent.scopeSchema) : "";
    const telling = [...resource.attributes].filter(([key]) => classOfKey(key) !== "silent");
    const said = [sent.project, encodeAttributes(new Map(telling)), scope.name, scope.schemaUrl];
    const meaning = JSON.stringify(said);
    if (!this.#meanings.has(meaning)) this.#meanings.set(meaning, this.#meanings.size);
    return {
      resource,
      scope,
      meaning: this.#meanings.get(meaning) ?? 0,
      resourceColumn: column(encodeResource(resource)),
      scopeColumn: column(encodeScope(scope)),
    };
  }

  /** A reader of a message that is all of `bytes`, with its length before it. */
  #reader(bytes: Uint8Array): OtlpReader {
    const out = new ByteBuffer(bytes.length + 10);
    out.writeVarUInt(bytes.length);
    out.writeBytes(bytes);
    return new OtlpReader(Uint8Array.from(out.written()), beginReading(this.#limits));
  }
}

function column(text: string): Uint8Array {
  const out = new ByteBuffer();
  out.writeString(text);
  return Uint8Array.from(out.written());
}

const latin1 = (bytes: Uint8Array): string => asBuffer(bytes).toString("latin1");
const utf8 = (bytes: Uint8Array): string => asBuffer(bytes).toString("utf8");
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
