import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryLogs, arbitraryTraces } from "./arbitrary-request.ts";
import { DecodeError } from "./errors.ts";
import type { OtlpSpan } from "./otlp.ts";
import { decodeLogs, decodeMetrics, decodeTraces, type Encoding } from "./request.ts";
import { decodeStoredSpan, encodeStoredSpan } from "./stored-span.ts";
import { toProtobuf } from "./to-protobuf.ts";

// Goal: what a sender says is understood the same in both encodings, written down without loss, and
// no bytes whatsoever do worse than to be refused.

const asJson = (request: object): Buffer => Buffer.from(JSON.stringify(request));
const readBack = (span: OtlpSpan): OtlpSpan => {
  const status = (["unset", "ok", "error"] as const)[span.status.code] ?? "unset";
  const identity = { ...span, status, statusMessage: span.status.message };
  return decodeStoredSpan(identity, encodeStoredSpan(span));
};

describe("a request", () => {
  test("of traces says the same in JSON and in protobuf", () => {
    fc.assert(
      fc.property(arbitraryTraces, (request) => {
        const fromJson = decodeTraces(asJson(request), "json");
        expect(fromJson).toEqual(decodeTraces(toProtobuf(request, "traces"), "protobuf"));
      }),
    );
  });

  test("of logs says the same in JSON and in protobuf", () => {
    fc.assert(
      fc.property(arbitraryLogs, (request) => {
        const fromJson = decodeLogs(asJson(request), "json");
        expect(fromJson).toEqual(decodeLogs(toProtobuf(request, "logs"), "protobuf"));
      }),
    );
  });

  test("is read back from storage as it came", () => {
    fc.assert(
      fc.property(arbitraryTraces, (request) => {
        const spans = decodeTraces(asJson(request), "json").items;
        const known = spans.filter(({ status }) => status.code < 3);
        expect(known.map(readBack)).toEqual(known);
      }),
    );
  });
});

const corpus = new URL("../../../../shared/corpus/", import.meta.url);
const folders = existsSync(corpus)
  ? readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  : [];

test.runIf(folders.length > 0).each(folders)(
  "$name says the same in both encodings",
  ({ name }) => {
    const files = readdirSync(new URL(`${name}/`, corpus));
    const twice = files.filter(
      (file) => /^[^.]+(?:\.\d+)?\.pb$/.test(file) && files.includes(file.replace(/pb$/, "json")),
    );
    const read = (encoding: Encoding) =>
      twice
        .map((file) => (encoding === "json" ? file.replace(/pb$/, "json") : file))
        .flatMap((file) => {
          const body = readFileSync(new URL(`${name}/${file}`, corpus));
          return decodeTraces(body, encoding).items;
        })
        .toSorted((one, other) => (one.spanId < other.spanId ? -1 : 1));
    expect(read("json")).toEqual(read("protobuf"));
  },
);

// How many damaged requests are tried. `FUZZ=100000 FUZZ_SEED=7` tries many, and others.
const runs = Number(process.env["FUZZ"] ?? 3000);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);

test("damaged requests are refused or read, and never do worse", () => {
  const samples = fc.sample(arbitraryTraces, { numRuns: 50, seed });
  const bodies: [Uint8Array, Encoding][] = samples.flatMap((request) => [
    [asJson(request), "json"],
    [toProtobuf(request, "traces"), "protobuf"],
  ]);
  const random = seeded(seed);
  const outcomes = new Set<string>();
  for (let run = 0; run < runs; run++) {
    const [body, encoding] = bodies[random(bodies.length)] ?? [new Uint8Array(), "json"];
    outcomes.add(tryAll(damage(body, random), encoding));
  }
  expect([...outcomes].toSorted()).toEqual(["read", "refused"]);
});

/** @throws what is neither a reading nor a refusal */
function tryAll(body: Uint8Array, encoding: Encoding): string {
  try {
    decodeLogs(body, encoding);
    decodeMetrics(body, encoding);
    decodeTraces(body, encoding).items.forEach(readBack);
    return "read";
  } catch (error) {
    if (error instanceof DecodeError) return "refused";
    throw error;
  }
}

/** Some bytes changed, a piece cut out, or a piece put in twice. */
function damage(body: Uint8Array, random: (below: number) => number): Uint8Array {
  const damaged = Buffer.from(body);
  for (let count = random(4); count >= 0 && damaged.length > 0; count--)
    damaged[random(damaged.length)] = random(256);
  const [start, end] = [random(damaged.length + 1), random(damaged.length + 1)];
  if (random(3) === 0) return Buffer.concat([damaged.subarray(0, start), damaged.subarray(end)]);
  return damaged;
}

/** Numbers that look random and are the same for the same seed: mulberry32. */
function seeded(state: number): (below: number) => number {
  let next = state;
  return (below) => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}
