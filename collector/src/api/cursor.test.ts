import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "./cursor.ts";

test("gives back every place", () => {
  const places = fc.record({
    unixNano: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    id: fc.string({ unit: "grapheme" }),
  });
  fc.assert(
    fc.property(places, (place) => {
      expect(decodeCursor(encodeCursor(place))).toEqual(place);
    }),
  );
});

test.each(["", "x", "MTIz", "!!"])("refuses %j with what to do", (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow("Leave it out to start anew");
});
