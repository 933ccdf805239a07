import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { TableBlock } from "@spanward/clickhouse";
import { z } from "zod";
import { signals } from "../receive/signals.ts";

// A segment is a file of frames, one for each request. A frame is
//
//   offset  bytes  what, numbers little-endian
//   0       4      "SWF1": Spanward frame, version 1
//   4       4      length of the head
//   8       4      length of the body
//   12      4      CRC-32 of head and body
//   16      4      CRC-32 of the 16 bytes before: a wrong length is noticed, not followed
//   20      …      head: JSON, what the body consists of
//   …       …      body: the blocks in ClickHouse's Native format, one after the other

/** What one request brought: rows of all the tables it touches, to be kept or lost together. */
export interface Frame {
  /** Who sent it: projects take turns, and what is erased of one is erased here too. */
  project: string;
  signal: (typeof signals)[number];
  /** Spans, log records or metric points of the request. There may be more rows than that. */
  items: number;
  blocks: TableBlock[];
}

const magic = Buffer.from("SWF1");
const prefixBytes = 20;

const Name = z.string().regex(/^\w+$/); // it becomes part of a statement
const Head = z.object({
  project: z.string().default(""), // of a frame that is older than this field
  signal: z.enum(signals),
  items: z.int().min(0),
  blocks: z.array(
    z.object({
      table: Name,
      columns: z.array(Name),
      rows: z.int().min(0),
      bytes: z.int().min(0),
    }),
  ),
});
type Head = z.infer<typeof Head>;

/** The bytes of a frame, in parts, so that the blocks are not copied. */
export function encodeFrame({ blocks, items, project, signal }: Frame): Uint8Array[] {
  const described = blocks.map(({ bytes, ...block }) => ({ ...block, bytes: bytes.length }));
  const head = Buffer.from(JSON.stringify({ project, signal, items, blocks: described }));
  const parts = [head, ...blocks.map((block) => block.bytes)];
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  prefix.writeUInt32LE(head.length, 4);
  prefix.writeUInt32LE(byteLength(parts) - head.length, 8);
  prefix.writeUInt32LE(checksum(parts), 12);
  prefix.writeUInt32LE(crc32(prefix.subarray(0, 16)), 16);
  return [prefix, ...parts];
}

export const byteLength = (parts: Uint8Array[]): number =>
  parts.reduce((total, part) => total + part.length, 0);

/** Rows of all tables. */
export const rowsOf = ({ blocks }: Frame): number =>
  blocks.reduce((total, { rows }) => total + rows, 0);

/** A frame and where it stood. */
export interface FoundFrame {
  frame: Frame;
  offset: number;
  /** The frame's own bytes, checksums and all. */
  bytes: Uint8Array;
}

export interface SegmentContent {
  frames: FoundFrame[];
  /** Bytes at the end that are the beginning of a frame: what was being written in a crash. */
  tornBytes: number;
  /** Bytes that are no frame and lie before one, or fail a checksum: the disk did not keep its word. */
  corruptBytes: number;
}

/** Reads all the frames that are whole. The blocks are views of `content`. */
export function readFrames(content: Buffer): SegmentContent {
  const frames: FoundFrame[] = [];
  let corruptBytes = 0;
  let position = 0;
  while (position < content.length) {
    const found = readFrame(content.subarray(position));
    if (found === "torn") break;
    if (found === "corrupt") {
      const next = findFrame(content, position + 1);
      corruptBytes += next - position;
      position = next;
      continue;
    }
    frames.push({ ...found, offset: position });
    position += found.bytes.length;
  }
  return { frames, corruptBytes, tornBytes: content.length - position };
}

/** A frame at the start of `content`. A file that grew before its bytes came ends in zeros: torn too. */
function readFrame(content: Buffer): Omit<FoundFrame, "offset"> | "torn" | "corrupt" {
  if (!hasPrefix(content)) return isTorn(content) ? "torn" : "corrupt";
  const bodyStart = prefixBytes + content.readUInt32LE(4);
  const end = bodyStart + content.readUInt32LE(8);
  if (end > content.length) return "torn";
  if (crc32(content.subarray(prefixBytes, end)) !== content.readUInt32LE(12)) return "corrupt";
  const head = readHead(content.subarray(prefixBytes, bodyStart));
  if (!head) return "corrupt";
  let position = bodyStart;
  const blocks = head.blocks.map((block) => {
    const bytes = content.subarray(position, (position += block.bytes));
    return { ...block, bytes };
  });
  return { frame: { ...head, blocks }, bytes: content.subarray(0, end) };
}

const hasPrefix = (content: Buffer): boolean =>
  content.length >= prefixBytes &&
  content.subarray(0, magic.length).equals(magic) &&
  crc32(content.subarray(0, 16)) === content.readUInt32LE(16);

const isTorn = (content: Buffer): boolean =>
  (content.length < prefixBytes && magic.includes(content.subarray(0, magic.length))) ||
  content.every((byte) => byte === 0);

function findFrame(content: Buffer, from: number): number {
  let position = content.indexOf(magic, from);
  while (position >= 0 && !hasPrefix(content.subarray(position)))
    position = content.indexOf(magic, position + 1);
  return position < 0 ? content.length : position;
}

function readHead(bytes: Buffer): Head | null {
  try {
    return Head.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return null;
  }
}

const checksum = (parts: Uint8Array[]): number => parts.reduce((sum, part) => crc32(part, sum), 0);
