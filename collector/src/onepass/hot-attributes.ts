import { ByteBuffer, type TextTable } from "@spanward/clickhouse";
import type { ValueLimits } from "../decode/value-limits.ts";
import { attributesMax, charactersMax } from "../normalize/filter-attributes.ts";
import { toolResultKeys } from "../normalize/messages/value-keys.ts";
import { answerKeys } from "../normalize/usage/answer-usage.ts";
import { ChatText } from "./chat-text.ts";
import { JsonTextWriter } from "./json-text.ts";
import { KeyBook, type KeyEntry } from "./key-book.ts";
import { roleAt, roleKeys } from "./key-class.ts";
import { isErrorFree, isPlainId, quotesNoAnswer } from "./role-values.ts";
import { readInt, SpanScan, valueTypes } from "./span-scan.ts";

const firstToken = roleAt["gen_ai.usage.input_tokens"];
const firstContent = roleAt["gen_ai.system_instructions"];
const ids = new Set<number>([
  roleAt["session.id"],
  roleAt["gen_ai.conversation.id"],
  roleAt["user.id"],
  roleAt["spanward.business_unit"],
  roleAt["spanward.use_case"],
]);
const answers = rolesAmong(answerKeys);
const results = rolesAmong(toolResultKeys);
/** A longer value takes the general path. */
const valueBytesMax = 2 ** 20;
const tellingBytesMax = 64;
const shortestCut = 16; // see `cut-attributes.ts`

/**
 * The attributes of one span, read once: written down as OTLP/JSON on the way, those that can be
 * filtered by noted, and what the rules look at put into {@link shape} or into its role.
 */
export class HotAttributes {
  readonly scan = new SpanScan();
  readonly keys: KeyBook;
  readonly json = new JsonTextWriter();
  readonly chat = new ChatText();
  readonly stored = new ByteBuffer(2 ** 16);
  /** Numbers as text, which the notes of what can be filtered by point into. */
  readonly printed = new ByteBuffer(1024);
  readonly shape = new Int32Array(1024);
  shapeLength = 0;
  /** Whether telling attributes may have a say in these. */
  otherUsage = false;
  otherMessages = false;
  /** By role: where its value stands, or the number that it is. */
  readonly roleStarts = new Int32Array(roleKeys.length);
  readonly roleEnds = new Int32Array(roleKeys.length);
  readonly counts = new Float64Array(roleKeys.length);
  /** Of messages: the text that is read of them. */
  readonly filterKeys = new Int32Array(attributesMax);
  readonly filterStarts = new Int32Array(attributesMax);
  readonly filterEnds = new Int32Array(attributesMax);
  readonly filterPrinted = new Uint8Array(attributesMax);
  filters = 0;
  /** What was said last in the messages asked and answered. */
  readonly said = { inputStart: 0, inputEnd: 0, outputStart: 0, outputEnd: 0 };
  view: DataView = new DataView(new ArrayBuffer(0));
  readonly #table: TextTable;
  readonly #roleStamps = new Uint32Array(roleKeys.length);
  readonly #keyStamps: Uint32Array;
  #stamp = 0;

  readonly #valueBytesMax: number;

  constructor(table: TextTable, limits: ValueLimits) {
    this.#table = table;
    this.#valueBytesMax = limits.nesting > 0 ? Math.min(valueBytesMax, limits.textBytes) : 0;
    this.keys = new KeyBook(table);
    this.#keyStamps = new Uint32Array(table.textsMax);
  }

  readonly hasRole = (role: number): boolean => this.#roleStamps[role] === this.#stamp;

  /** Of the stored attributes, in UTF-16 units. */
  get storedUnits(): number {
    return this.stored.length - this.json.surplus;
  }

  push(value: number): void {
    this.shape[this.shapeLength++] = value;
  }

  /** Reads the attributes of the span that was scanned; false when one of them is strange. */
  read(view: DataView): boolean {
    this.view = view;
    this.#stamp += 1;
    this.filters = 0;
    this.otherUsage = false;
    this.otherMessages = false;
    this.stored.clear();
    this.printed.clear();
    this.json.surplus = 0;
    this.stored.writeUInt8(0x5b); // [
    for (let at = 0; at < this.scan.attributes; at += 1) if (!this.#attribute(at)) return false;
    this.stored.writeUInt8(0x5d); // ]
    return true;
  }

  #attribute(at: number): boolean {
    const { keyEnds, keyStarts, types } = this.scan;
    const number = this.#table.intern(this.view, keyStarts[at] ?? 0, keyEnds[at] ?? 0);
    if (number < 0 || this.#keyStamps[number] === this.#stamp) return false; // of two the last stands
    this.#keyStamps[number] = this.#stamp;
    const entry = this.keys.get(number);
    if (entry.class === "strange" || this.shapeLength > this.shape.length - 8) return false;
    if (at > 0) this.stored.writeUInt8(0x2c); // ,
    this.json.surplus += entry.surplus;
    const type = types[at] ?? 0;
    if (entry.class !== "silent") {
      if (entry.class === "telling" && entry.mayTellUsage) this.otherUsage = true;
      if (entry.class === "telling" && entry.mayTellMessages) this.otherMessages = true;
      this.push(number);
      this.push(type);
    }
    return type === valueTypes.string
      ? this.#text(at, entry, number)
      : this.#other(at, entry, number);
  }

  #text(at: number, entry: KeyEntry, number: number): boolean {
    const [start, end] = [this.scan.valueStarts[at] ?? 0, this.scan.valueEnds[at] ?? 0];
    const { json, view } = this;
    if (end - start > this.#valueBytesMax) return false;
    this.stored.writeBytes(entry.textHead);
    const before = json.surplus;
    if (!json.write(view, [start, end], this.stored)) return false;
    this.stored.writeBytes(textTail);
    const first = end > start ? view.getUint8(start) : 0;
    const isBracket = first === 0x7b || first === 0x5b;
    if (isBracket && end - start >= shortestCut) {
      const last = view.getUint8(end - 1);
      if (last !== 0x7d && last !== 0x5d) return false; // it may have been cut
    }
    const units = end - start - (json.surplus - before);
    if (entry.filterable && !isBracket && end > start && units <= charactersMax)
      this.#filter({ number, start, end, printed: 0 });
    if (entry.class === "telling") return this.#tell(start, end);
    return entry.class !== "role" || this.#role(entry.role, start, end);
  }

  #role(role: number, start: number, end: number): boolean {
    if (start === end || (role >= firstToken && role < firstContent)) return false;
    this.#roleStamps[role] = this.#stamp;
    this.roleStarts[role] = start;
    this.roleEnds[role] = end;
    if (role >= firstContent) return this.#content(role, start, end);
    return !ids.has(role) || isPlainId(this.view, start, end);
  }

  #content(role: number, start: number, end: number): boolean {
    const { chat, json, said, view } = this;
    const { quoteCount, quotes, unfitForJson } = json;
    const place = { source: view, start, end, quotes, quoteCount };
    switch (role) {
      case roleAt["gen_ai.system_instructions"]:
        return isProse(view.getUint8(start)) || (!unfitForJson && chat.readParts(place));
      case roleAt["gen_ai.input.messages"]:
        if (unfitForJson || !chat.read(place) || chat.manifold) return false;
        said.inputStart = chat.newestStart;
        said.inputEnd = chat.newestEnd;
        return chat.newestEnd > chat.newestStart && chat.newestRole !== "system";
      case roleAt["gen_ai.output.messages"]: {
        if (unfitForJson || !chat.read(place) || chat.manifold || chat.messages !== 1) return false;
        said.outputStart = chat.lastStart;
        said.outputEnd = chat.lastEnd;
        return chat.lastEnd > chat.lastStart && this.#tell(chat.reasonStart, chat.reasonEnd);
      }
      default:
        if (!isValue(view, start, end)) return false;
        if (answers.has(role) && !quotesNoAnswer(view, start, end)) return false;
        // The name of a field may be written with numbers for its characters.
        return !results.has(role) || (!json.numberEscapes && isErrorFree(place));
    }
  }

  #other(at: number, entry: KeyEntry, number: number): boolean {
    const [start, end] = [this.scan.valueStarts[at] ?? 0, this.scan.valueEnds[at] ?? 0];
    const type = this.scan.types[at] ?? 0;
    if (type === valueTypes.list) return this.#list(entry, start, end);
    const text = this.#scalar(type, start, end);
    if (text === "") return false;
    const from = this.printed.length;
    const isText = type === valueTypes.bool;
    this.stored.writeBytes(entry.head);
    const isWhole = type === valueTypes.int || !/[.e]/.test(text);
    const name = isText ? "boolValue" : isWhole ? "intValue" : "doubleValue";
    const quote = name === "intValue" ? '"' : "";
    writeAscii(this.stored, `{"${name}":${quote}${text}${quote}}}`);
    writeAscii(this.printed, text);
    if (entry.filterable)
      this.#filter({ number, start: from, end: this.printed.length, printed: 1 });
    if (entry.class === "telling") return this.#tellPrinted(from);
    return entry.class !== "role" || this.#count(entry.role, type, text);
  }

  /** The text of a number or a boolean; "" for those that OTLP/JSON writes in a way of its own. */
  #scalar(type: number, start: number, end: number): string {
    if (type === valueTypes.bool) return this.view.getUint8(start) === 1 ? "true" : "false";
    if (type === valueTypes.int) return String(readInt(this.view, start, end));
    const value = this.view.getFloat64(start, true);
    if (!Number.isFinite(value) || Object.is(value, -0)) return "";
    // A whole number past 2^53 is a double that is written without a point.
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? "" : String(value);
  }

  #count(role: number, type: number, text: string): boolean {
    const count = Number(text);
    if (role < firstToken || role >= firstContent || type !== valueTypes.int) return false;
    this.#roleStamps[role] = this.#stamp;
    this.counts[role] = count;
    return count >= 0 && Number.isSafeInteger(count);
  }

  /** A list of texts, such as the reasons to finish. */
  #list(entry: KeyEntry, start: number, end: number): boolean {
    if (entry.class === "role" || end - start > this.#valueBytesMax) return false;
    this.stored.writeBytes(entry.head);
    writeAscii(this.stored, '{"arrayValue":{"values":[');
    let at = start;
    while (at < end) {
      if (at > start) this.stored.writeUInt8(0x2c);
      // A text shorter than 126 bytes within its `AnyValue`.
      if (end - at < 4 || this.view.getUint8(at) !== 0x0a) return false;
      const length = this.view.getUint8(at + 1);
      if (length < 2 || length > 0x7f || this.view.getUint8(at + 2) !== 0x0a) return false;
      const stop = at + 2 + length;
      if (this.view.getUint8(at + 3) !== length - 2 || stop > end) return false;
      writeAscii(this.stored, '{"stringValue":"');
      if (!this.json.write(this.view, [at + 4, stop], this.stored)) return false;
      writeAscii(this.stored, '"}');
      at = stop;
    }
    writeAscii(this.stored, "]}}}");
    return entry.class === "silent" || this.#tell(start, end);
  }

  #tell(start: number, end: number): boolean {
    if (end - start > tellingBytesMax) return false;
    const number = this.#table.intern(this.view, start, end);
    this.push(number);
    return number >= 0;
  }

  #tellPrinted(from: number): boolean {
    const number = this.#table.intern(this.printed.view, from, this.printed.length);
    this.push(number);
    return number >= 0;
  }

  #filter({ end, number, printed, start }: Filter): void {
    if (this.filters === attributesMax) return;
    this.filterKeys[this.filters] = number;
    this.filterStarts[this.filters] = start;
    this.filterEnds[this.filters] = end;
    this.filterPrinted[this.filters] = printed;
    this.filters += 1;
  }
}

interface Filter {
  number: number;
  start: number;
  end: number;
  printed: number; // 1: it stands in `printed`, not in the request
}

function rolesAmong(keys: readonly string[]): ReadonlySet<number> {
  return new Set(roleKeys.flatMap((key, at) => (keys.includes(key) ? [at] : [])));
}

const textTail = Uint8Array.from(Buffer.from('"}}'));

function writeAscii(out: ByteBuffer, text: string): void {
  const start = out.reserve(text.length);
  const { view } = out;
  for (let at = 0; at < text.length; at += 1) view.setUint8(start + at, text.charCodeAt(at));
  out.length = start + text.length;
}

/** Whether a text that begins so is neither JSON nor, perhaps, white space before it. */
const isProse = (first: number): boolean =>
  first > 0x20 && first < 0x80 && first !== 0x7b && first !== 0x5b && first !== 0x22;

/** Whether a value is one, rather than nothing or JSON in a JSON string. */
function isValue(view: DataView, start: number, end: number): boolean {
  const isNull = end - start === 4 && view.getUint32(start) === 0x6e756c6c;
  return !isNull && view.getUint8(start) !== 0x22;
}
