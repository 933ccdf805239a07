import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { type Frame, readFrames } from "./frame.ts";
import type { FrameMark, Segment } from "./segment.ts";

/**
 * Reads frames from their segments, with as few reads as they lie together. Null for a frame that is
 * not there any more as it was written.
 *
 * @throws what the file system throws, but for a file that is gone
 */
export async function readMarks(
  marks: readonly FrameMark[],
): Promise<Map<FrameMark, Frame | null>> {
  const frames = new Map<FrameMark, Frame | null>();
  const bySegment = new Map<Segment, FrameMark[]>();
  for (const mark of marks)
    bySegment.set(mark.segment, [...(bySegment.get(mark.segment) ?? []), mark]);
  for (const [segment, own] of bySegment) {
    const file = await open(segment.path).catch((error: unknown) => {
      if (Object(error).code === "ENOENT") return null;
      throw error;
    });
    try {
      for (const run of runsOf(own)) await readRun(file, run, frames);
    } finally {
      await file?.close();
    }
  }
  return frames;
}

/** Those that lie one behind the other are read at once. */
function runsOf(marks: FrameMark[]): FrameMark[][] {
  const runs: FrameMark[][] = [];
  let end = -1;
  for (const mark of marks.toSorted((one, other) => one.offset - other.offset)) {
    if (mark.offset === end) runs.at(-1)?.push(mark);
    else runs.push([mark]);
    end = mark.offset + mark.bytes;
  }
  return runs;
}

async function readRun(
  file: FileHandle | null,
  run: FrameMark[],
  frames: Map<FrameMark, Frame | null>,
): Promise<void> {
  const start = run[0]?.offset ?? 0;
  const bytes = file ? await readBytes(file, run, start) : Buffer.alloc(0);
  for (const mark of run) frames.set(mark, frameAt(bytes, mark, start));
}

async function readBytes(file: FileHandle, run: FrameMark[], start: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(run.reduce((total, { bytes }) => total + bytes, 0));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) break; // the file is shorter than it was
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function frameAt(bytes: Buffer, { bytes: length, offset }: FrameMark, start: number): Frame | null {
  const own = bytes.subarray(offset - start, offset - start + length);
  const [found] = readFrames(own).frames;
  return found?.bytes.length === length ? found.frame : null;
}
