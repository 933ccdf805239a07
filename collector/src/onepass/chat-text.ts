/** Where the JSON text of a list of messages stands, and its quotes. */
export interface JsonPlace {
  source: DataView;
  start: number;
  end: number;
  quotes: Int32Array;
  quoteCount: number;
}

const open = { list: 0x5b, object: 0x7b } as const;
const close = { list: 0x5d, object: 0x7d } as const;
const comma = 0x2c;
const colon = 0x3a;

/**
 * Reads a list of messages in the form of the GenAI semantic conventions, where all parts are text:
 * `[{"role":"user","parts":[{"type":"text","content":"…"}]}]`, without white space. From the places of
 * the quotes alone it finds the texts, which it does not look at. It says no to all else.
 */
export class ChatText {
  #place: JsonPlace = {
    source: new DataView(new ArrayBuffer(0)),
    start: 0,
    end: 0,
    quotes: new Int32Array(0),
    quoteCount: 0,
  };
  #at = 0;
  #quote = 0;
  #textStart = 0; // of the string read last
  #textEnd = 0;
  messages = 0;
  /** Of the last message that is not the assistant's, if it is of one part: where its text is. */
  newestStart = 0;
  newestEnd = 0;
  newestRole = "";
  /** Of the last message of all. */
  lastStart = 0;
  lastEnd = 0;
  /** Some message has other than exactly one part. */
  manifold = false;
  /** Where the last message's reason to finish is; 0 and 0 without any. */
  reasonStart = 0;
  reasonEnd = 0;

  read(place: JsonPlace): boolean {
    this.#place = place;
    this.#at = place.start;
    this.#quote = 0;
    this.messages = 0;
    this.newestStart = this.newestEnd = this.lastStart = this.lastEnd = 0;
    this.newestRole = "";
    this.manifold = false;
    if (place.quoteCount > place.quotes.length || !this.#take(open.list)) return false;
    do {
      if (!this.#message()) return false;
    } while (this.#take(comma));
    return this.#take(close.list) && this.#at === place.end && this.#quote === place.quoteCount;
  }

  /** Reads a list of parts, all of them text. */
  readParts(place: JsonPlace): boolean {
    this.#place = place;
    this.#at = place.start;
    this.#quote = 0;
    return place.quoteCount <= place.quotes.length && this.#parts() && this.#at === place.end;
  }

  #message(): boolean {
    this.messages += 1;
    this.reasonStart = this.reasonEnd = 0;
    if (!this.#take(open.object) || !this.#key("role") || !this.#string()) return false;
    const role = roleOf(this.#place.source, this.#textStart, this.#textEnd);
    if (role === "" || !this.#take(comma) || !this.#key("parts") || !this.#parts()) return false;
    if (role !== "assistant") {
      this.newestStart = this.lastStart;
      this.newestEnd = this.lastEnd;
      this.newestRole = role;
    }
    if (!this.#take(comma)) return this.#take(close.object);
    if (!this.#key("finish_reason") || !this.#string()) return false;
    this.reasonStart = this.#textStart;
    this.reasonEnd = this.#textEnd;
    return this.#take(close.object);
  }

  #parts(): boolean {
    if (!this.#take(open.list)) return false;
    let parts = 0;
    do {
      parts += 1;
      if (!this.#part()) return false;
    } while (this.#take(comma));
    if (parts !== 1) this.manifold = true;
    return this.#take(close.list);
  }

  /** A part of type text, its two fields in whichever order. */
  #part(): boolean {
    if (!this.#take(open.object)) return false;
    if (this.#key("type")) {
      if (!this.#isText() || !this.#take(comma) || !this.#key("content") || !this.#string())
        return false;
      this.#remember();
      return this.#take(close.object);
    }
    if (!this.#key("content") || !this.#string()) return false;
    this.#remember();
    return this.#take(comma) && this.#key("type") && this.#isText() && this.#take(close.object);
  }

  #remember(): void {
    this.lastStart = this.#textStart;
    this.lastEnd = this.#textEnd;
  }

  #isText(): boolean {
    return this.#string() && isAscii(this.#place.source, this.#textStart, this.#textEnd, "text");
  }

  #take(byte: number): boolean {
    if (this.#at >= this.#place.end || this.#place.source.getUint8(this.#at) !== byte) return false;
    this.#at += 1;
    return true;
  }

  /** Takes `"name":`, or nothing. */
  #key(name: string): boolean {
    const { quotes, source } = this.#place;
    const end = this.#at + 1 + name.length;
    if (quotes[this.#quote] !== this.#at || quotes[this.#quote + 1] !== end) return false;
    if (!isAscii(source, this.#at + 1, end, name)) return false;
    this.#quote += 2;
    this.#at = end + 1;
    return this.#take(colon);
  }

  #string(): boolean {
    const { quoteCount, quotes } = this.#place;
    if (this.#quote + 1 >= quoteCount || quotes[this.#quote] !== this.#at) return false;
    this.#textStart = this.#at + 1;
    this.#textEnd = quotes[this.#quote + 1] ?? 0;
    this.#at = this.#textEnd + 1;
    this.#quote += 2;
    return true;
  }
}

const roles = ["user", "assistant", "tool", "system"] as const;

function roleOf(source: DataView, start: number, end: number): string {
  for (const role of roles) if (isAscii(source, start, end, role)) return role;
  return "";
}

// oxlint-disable-next-line max-params -- called for every string: an object each would cost more than the work
export function isAscii(source: DataView, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at += 1)
    if (source.getUint8(start + at) !== text.charCodeAt(at)) return false;
  return true;
}
