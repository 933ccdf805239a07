import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { readFrames, rowsOf, type SegmentContent } from "./frame.ts";
import type { FrameMark, Segment } from "./segment.ts";

/** What a segment holds, found by reading it; nothing when it is gone. */
export interface SegmentFinding extends Pick<SegmentContent, "corruptBytes" | "tornBytes"> {
  marks: FrameMark[];
}

export async function readSegment(segment: Segment): Promise<SegmentFinding> {
  const content = await readFile(segment.path).catch((error: unknown) => {
    if (Object(error).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const { corruptBytes, frames, tornBytes } = readFrames(content.subarray(0, segment.bytes));
  const marks = frames.map(({ bytes, frame, offset }) => {
    const { items, project, signal } = frame;
    const rows = rowsOf(frame);
    return { segment, offset, project, bytes: bytes.length, rows, items, signal };
  });
  return { marks, corruptBytes, tornBytes };
}
