import fc from "fast-check";
import { buildForest } from "./forest.ts";

/** A span for tests: `parent` is the index of an earlier one, -1 for a root. */
export interface PlacedSpan {
  parent: number;
  start: number;
  end: number;
}

/** Up to twenty spans within forty instants; children may lie outside of their parents. */
export const placedSpans: fc.Arbitrary<PlacedSpan[]> = fc
  .array(fc.record({ above: fc.nat(), start: fc.nat(20), length: fc.nat(19) }), { maxLength: 20 })
  .map((spans) =>
    spans.map(({ above, start, length }, index) => ({
      parent: index === 0 ? -1 : (above % (index + 1)) - 1,
      start,
      end: start + length,
    })),
  );

/** The forest of such spans, and the times of its rows. */
export function forestOfTimes(spans: PlacedSpan[]) {
  const id = (index: number) => (index < 0 ? "" : `s${String(index).padStart(4, "0")}`);
  const forest = buildForest({
    spanId: spans.map((_, index) => id(index)),
    parentSpanId: spans.map(({ parent }) => id(parent)),
    startNs: Float64Array.from(spans, ({ start }) => start),
  });
  const times = {
    startNs: Float64Array.from(forest.span, (index) => spans[index]?.start ?? 0),
    endNs: Float64Array.from(forest.span, (index) => spans[index]?.end ?? 0),
  };
  return { forest, times };
}
