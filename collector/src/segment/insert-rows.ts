import { createHash } from "node:crypto";
import { basename } from "node:path";
import { readBlock, type TableBlock } from "@spanward/clickhouse";
import type { FrameMark } from "./segment.ts";

/**
 * Inserts blocks in ClickHouse's Native format into a table. The token is the same whenever the same
 * rows are tried again, and no other rows ever have it.
 *
 * @throws {StoreError}
 */
export type InsertBlocks = (
  into: { table: string; columns: readonly string[]; token: string },
  blocks: readonly Uint8Array[],
) => Promise<unknown>;

/** Rows of one frame for one table. */
export interface Piece {
  mark: FrameMark;
  block: TableBlock;
  /** Of the frame's block: which of its rows is the first of these. */
  from: number;
}

/** What became of rows that could not all be inserted. */
export interface Outcome {
  /** The store will never take them. */
  refused: { piece: Piece; error: Error }[];
  /** Each time the store was given them it failed, though it answers otherwise. */
  suspects: { piece: Piece; error: Error }[];
}

/** How one insert went. `failing`: as with {@link Outcome.suspects}. */
export type Attempt =
  | { kind: "done" }
  | { kind: "stopped" }
  | { kind: "refused" | "failing"; error: Error };

/** Dividing a batch of which nothing is taken must end some time. */
const divisionsMax = 1000;

/**
 * Inserts rows of one table, and what is not taken by halves, down to the single row. Null when
 * `attempt` was stopped.
 */
export async function insertOrDivide(
  pieces: readonly Piece[],
  attempt: (pieces: readonly Piece[]) => Promise<Attempt>,
): Promise<Outcome | null> {
  const outcome: Outcome = { refused: [], suspects: [] };
  let divisions = 0;
  const todo: (readonly Piece[])[] = [pieces];
  for (let some = todo.pop(); some; some = todo.pop()) {
    const tried = await attempt(some);
    if (tried.kind === "done") continue;
    if (tried.kind === "stopped") return null;
    const halves = divisions < divisionsMax ? halve(some) : null;
    divisions += 1;
    if (halves) todo.push(halves[1], halves[0]);
    else {
      const { error, kind } = tried;
      for (const piece of some)
        outcome[kind === "refused" ? "refused" : "suspects"].push({ piece, error });
    }
  }
  return outcome;
}

/** Whether less could be tried. */
export const isDivisible = (pieces: readonly Piece[]): boolean =>
  pieces.length > 1 || (pieces[0]?.block.rows ?? 0) > 1;

function halve(pieces: readonly Piece[]): [readonly Piece[], readonly Piece[]] | null {
  const middle = pieces.length >> 1;
  if (middle > 0) return [pieces.slice(0, middle), pieces.slice(middle)];
  const [piece] = pieces;
  if (!piece || piece.block.rows < 2) return null;
  const half = piece.block.rows >> 1;
  try {
    return [[cut(piece, 0, half)], [cut(piece, half, piece.block.rows)]];
  } catch (error) {
    if (error instanceof RangeError) return null; // it is no block at all: that is why it was refused
    throw error;
  }
}

function cut({ block, from, mark }: Piece, start: number, end: number): Piece {
  const bytes = readBlock(block.bytes).slice(start, end);
  return { mark, from: from + start, block: { ...block, rows: end - start, bytes } };
}

/** See {@link InsertBlocks}. The names of segments are never used twice. */
export function tokenOf(pieces: readonly Piece[]): string {
  const hash = createHash("sha256");
  for (const { block, from, mark } of pieces) {
    const name = basename(mark.segment.path);
    hash.update(`${name} ${mark.offset} ${block.table} ${from} ${block.rows}\n`);
  }
  return hash.digest("base64url");
}

/** Rows that go into one INSERT: the same table and the same columns. Content comes before spans. */
export function byTable(blocks: Iterable<Piece>): Piece[][] {
  const groups = new Map<string, Piece[]>();
  for (const piece of blocks) {
    const key = `${piece.block.table} ${piece.block.columns.join()}`;
    const group = groups.get(key);
    if (group) group.push(piece);
    else groups.set(key, [piece]);
  }
  const order = ([piece]: Piece[]): number => (piece?.block.table === "spans" ? 1 : 0);
  return [...groups.values()].toSorted((one, other) => order(one) - order(other));
}
