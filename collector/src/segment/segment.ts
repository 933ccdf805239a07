import { randomBytes } from "node:crypto";
import type { Signal } from "../receive/signals.ts";
import type { Queued } from "./fair-queue.ts";

/** A file of frames. */
export interface Segment {
  path: string;
  /** How much of the file counts; what a failed write left behind it does not. */
  bytes: number;
  rows: number;
  /** When its oldest frame was acknowledged, milliseconds since 1970. */
  since: number;
  /** What is in it; null until somebody has looked, when a process that is gone has left it. */
  frames: FrameMark[] | null;
  /** The disk did not give back what was written: somebody will want to look at it. */
  corrupt?: boolean;
}

/** Where a frame is, and what has to be known of it without reading it. */
export interface FrameMark extends Queued {
  segment: Segment;
  offset: number;
  signal: Signal;
  items: number;
}

/**
 * A name that sorts by `sequence` and is never used again: what is kept or put aside under it must not
 * meet another of that name after a restart, when the numbers begin anew.
 */
export const segmentName = (sequence: number): string =>
  `${String(sequence).padStart(10, "0")}-${randomBytes(6).toString("hex")}.segment`;

/** The number in a segment's name; null when it is no segment. */
export function sequenceOf(name: string): number | null {
  const [, digits] = /^(\d{10,15})(?:-[0-9a-f]+)*\.segment$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}
