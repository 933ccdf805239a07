import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFrame, type Frame, readFrames } from "./frame.ts";

// Goal: whatever happens to a segment on disk, the frames it still holds whole are read, and no others.

const bytes = fc.uint8Array({ maxLength: 40 });
const frames: fc.Arbitrary<Frame[]> = fc.array(
  fc.record({
    project: fc.string(),
    signal: fc.constantFrom("traces" as const, "logs" as const, "metrics" as const),
    items: fc.nat(1000),
    blocks: fc.array(
      fc.record({
        table: fc.constantFrom("spans", "span_io"),
        columns: fc.constant(["a", "b"]),
        rows: fc.nat(9),
        bytes,
      }),
      { maxLength: 3 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);
const write = (list: Frame[]): Buffer => Buffer.concat(list.flatMap(encodeFrame));
const read = (content: Buffer) => readFrames(content).frames.map(({ frame }) => plain(frame));
const plain = (frame: Frame) => ({
  ...frame,
  blocks: frame.blocks.map((block) => ({ ...block, bytes: [...block.bytes] })),
});

describe("a segment", () => {
  test("gives back the frames it was given", () => {
    fc.assert(
      fc.property(frames, (list) => {
        expect(read(write(list))).toEqual(list.map(plain));
      }),
    );
  });

  test("cut anywhere gives the frames before the cut, and the rest is torn", () => {
    fc.assert(
      fc.property(frames, fc.nat(), (list, seed) => {
        const whole = write(list);
        const cut = seed % whole.length;
        const ends = list.map((_, index) => write(list.slice(0, index + 1)).length);
        const { corruptBytes, frames: found } = readFrames(whole.subarray(0, cut));
        expect(found).toHaveLength(ends.filter((end) => end <= cut).length);
        expect(corruptBytes).toBe(0);
      }),
    );
  });

  test("with one byte changed loses no other frame, and no frame is read that was not written", () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, seed, change) => {
        const damaged = Buffer.from(write(list));
        const at = seed % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const hit = list.findIndex((_, index) => at < write(list.slice(0, index + 1)).length);
        expect(read(damaged)).toEqual(list.filter((_, index) => index !== hit).map(plain));
      }),
    );
  });

  test("that grew before its bytes came ends in zeros, which are torn and not corrupt", () => {
    const list: Frame[] = [{ project: "", signal: "traces", items: 1, blocks: [] }];
    const content = readFrames(Buffer.concat([write(list), Buffer.alloc(5000)]));
    expect(content).toMatchObject({ tornBytes: 5000, corruptBytes: 0 });
    expect(content.frames).toHaveLength(1);
  });
});
