import type { TextTable } from "@spanward/clickhouse";
import { isFilterable } from "../normalize/filter-attributes.ts";
import { classOfKey, type KeyClass, mayTellMessages, mayTellUsage, roleAt } from "./key-class.ts";

/** What is known of an attribute's key. */
export interface KeyEntry {
  class: KeyClass;
  role: number; // -1: none
  filterable: boolean;
  mayTellUsage: boolean;
  mayTellMessages: boolean;
  /** `{"key":"…","value":`, and the same with the beginning of a text. */
  head: Uint8Array;
  textHead: Uint8Array;
  /** Bytes of the head beyond one for each UTF-16 unit. */
  surplus: number;
}

/** The keys of a text table, each looked at once. */
export class KeyBook {
  readonly #table: TextTable;
  readonly #entries: (KeyEntry | undefined)[] = [];

  constructor(table: TextTable) {
    this.#table = table;
  }

  get(number: number): KeyEntry {
    return (this.#entries[number] ??= this.#learn(number));
  }

  /** Spans with this key take the general path from now on. */
  ban(number: number): void {
    this.get(number).class = "strange";
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #learn(number: number): KeyEntry {
    const key = this.#table.textOf(number);
    const isText = Buffer.from(key).equals(this.#table.bytesOf(number));
    const head = `{"key":${JSON.stringify(key)},"value":`;
    const bytes = Buffer.from(head);
    return {
      class: isText ? classOfKey(key) : "strange",
      role: Object.entries(roleAt).find(([name]) => name === key)?.[1] ?? -1,
      filterable: isFilterable(key),
      mayTellUsage: mayTellUsage(key),
      mayTellMessages: mayTellMessages(key),
      head: Uint8Array.from(bytes),
      textHead: Uint8Array.from(Buffer.from(`${head}{"stringValue":"`)),
      surplus: bytes.length - head.length,
    };
  }
}
