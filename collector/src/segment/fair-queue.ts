/** What a {@link FairQueue} has to know of what waits in it. */
export interface Queued {
  project: string;
  bytes: number;
  rows: number;
}

interface Lane<Item> {
  items: Item[];
  /** Of `items`, how many are gone: taking from the front of a long list would move the rest. */
  taken: number;
  /** Bytes it may still take in its turn. */
  credit: number;
}

/**
 * What waits, by project, and taken in turns: each project gets as many bytes as any other that waits,
 * in the order in which its own came. What is left by one is the others'.
 *
 * Source: deficit round robin, Shreedhar and Varghese, SIGCOMM 1995
 */
export class FairQueue<Item extends Queued> {
  /** Whose turn it is comes first. */
  readonly #lanes = new Map<string, Lane<Item>>();
  #bytes = 0;
  #size = 0;

  /** Bytes of all that waits. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    const lane = this.#lanes.get(item.project);
    if (lane) lane.items.push(item);
    else this.#lanes.set(item.project, { items: [item], taken: 0, credit: 0 });
    this.#bytes += item.bytes;
    this.#size += 1;
  }

  /** Takes as much as fits into `bytes` and `rows`, and at least one item if there is any. */
  take(most: { bytes: number; rows: number }): Item[] {
    const items: Item[] = [];
    let [bytes, rows] = [most.bytes, most.rows];
    for (let turn = this.#next(); turn !== null; turn = this.#next()) {
      const [project, lane] = turn;
      lane.credit += turnBytes;
      for (let item = lane.items[lane.taken]; item; item = lane.items[lane.taken]) {
        if (item.bytes > lane.credit) break;
        if (items.length > 0 && (item.bytes > bytes || item.rows > rows)) {
          lane.credit -= turnBytes; // its turn is not over: it goes on here the next time
          return items;
        }
        items.push(item);
        this.#forget(item, lane);
        bytes -= item.bytes;
        rows -= item.rows;
      }
      this.#lanes.delete(project);
      if (lane.taken < lane.items.length) this.#lanes.set(project, compact(lane));
    }
    return items;
  }

  #next(): [project: string, lane: Lane<Item>] | null {
    const next = this.#lanes.entries().next();
    return next.done ? null : next.value;
  }

  #forget(item: Item, lane: Lane<Item>): void {
    lane.taken += 1;
    lane.credit -= item.bytes;
    this.#bytes -= item.bytes;
    this.#size -= 1;
  }
}

/** Small enough that nobody waits long for a turn, large enough that a turn is more than one request. */
const turnBytes = 256 * 2 ** 10;

function compact<Item>(lane: Lane<Item>): Lane<Item> {
  if (lane.taken < 1000 || lane.taken < lane.items.length / 2) return lane;
  return { ...lane, items: lane.items.slice(lane.taken), taken: 0 };
}
