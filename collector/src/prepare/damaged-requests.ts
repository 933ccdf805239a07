import fc from "fast-check";
import { arbitraryLogs, arbitraryTraces } from "../decode/arbitrary-request.ts";
import { DecodeError } from "../decode/errors.ts";
import { toProtobuf } from "../decode/to-protobuf.ts";
import { arbitrarySpans } from "../onepass/arbitrary-spans.ts";
import { createCallWindow } from "../resolve/call-window.ts";
import { Preparation } from "./preparation.ts";
import type { ReceivedRequest } from "./prepared-request.ts";

type Sample = Pick<ReceivedRequest, "signal" | "encoding" | "body">;

export type FuzzOutcome = "read" | "refused";

/** Damaged requests, one after the other, the same ones for the same seed. */
export interface DamagedRequests {
  /** Prepares the next one. @throws what is neither a reading nor a refusal */
  next: () => FuzzOutcome;
  /** The one that was prepared last. */
  last: () => Sample;
}

const receivedUnixMs = Date.UTC(2026, 10, 1, 12);
const samplesMax = 400;

/**
 * Makes good requests of all signals and encodings, with gRPC's frame around some, and damages them:
 * bytes are changed, pieces cut out or put in twice. All of them go through one preparation.
 */
export function createDamagedRequests(seed: number): DamagedRequests {
  const samples = sampleRequests(seed);
  const random = seeded(seed);
  const preparation = new Preparation({ window: createCallWindow({ spansMax: 2000 }) });
  let requests = 0;
  let last: Sample = { signal: "traces", encoding: "json", body: new Uint8Array() };
  return {
    next() {
      const sample = samples[random(samples.length)] ?? last;
      const isFrame = sample.encoding === "protobuf" && random(8) === 0;
      const body = isFrame
        ? unframe(damage(frame(sample.body), random))
        : damage(sample.body, random);
      last = { ...sample, body };
      const id = (requests += 1);
      try {
        preparation.prepare(id, { ...last, project: "shop", compression: "none", receivedUnixMs });
        preparation.settle(id, random(50) > 0);
        return "read";
      } catch (error) {
        if (error instanceof DecodeError) return "refused";
        throw error;
      }
    },
    last: () => last,
  };
}

function sampleRequests(seed: number): Sample[] {
  const of = <Item>(arbitrary: fc.Arbitrary<Item>, numRuns: number): Item[] =>
    fc.sample(arbitrary, { numRuns, seed });
  const traces: object[] = [
    ...of(arbitraryTraces, 60),
    ...of(arbitrarySpans(receivedUnixMs), 60).flat(),
  ];
  const both = (request: object, signal: "traces" | "logs"): Sample[] => [
    { signal, encoding: "protobuf", body: toProtobuf(request, signal) },
    { signal, encoding: "json", body: Buffer.from(JSON.stringify(request)) },
  ];
  const samples = [
    ...traces.flatMap((request) => both(request, "traces")),
    ...of(arbitraryLogs, 60).flatMap((request) => both(request, "logs")),
  ];
  const metrics = samples.slice(0, 40).map((sample) => ({ ...sample, signal: "metrics" as const }));
  // Large ones would only make it slow.
  return [...samples, ...metrics].filter(({ body }) => body.length < 4000).slice(-samplesMax);
}

/** A gRPC message as it is sent. Source: gRPC over HTTP/2, "Length-Prefixed-Message". */
function frame(body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const unframe = (bytes: Buffer): Buffer =>
  bytes.length < 5 ? bytes : bytes.subarray(5, 5 + bytes.readUInt32BE(1));

function damage(body: Uint8Array, random: (below: number) => number): Buffer {
  const damaged = Buffer.from(body);
  for (let count = random(5); count > 0 && damaged.length > 0; count -= 1)
    damaged[random(damaged.length)] = random(256);
  const [one, other] = [random(damaged.length + 1), random(damaged.length + 1)];
  const [start, end] = [Math.min(one, other), Math.max(one, other)];
  const piece = damaged.subarray(start, Math.min(end, start + 64));
  switch (random(6)) {
    case 0:
      return Buffer.concat([damaged.subarray(0, start), damaged.subarray(start + piece.length)]);
    case 1:
      return Buffer.concat([damaged.subarray(0, start), piece, damaged.subarray(start)]);
    case 2:
      return damaged.subarray(0, end);
    default:
      return damaged;
  }
}

/** Numbers that look random and are the same for the same seed: mulberry32 of T. Ettinger. */
function seeded(state: number): (below: number) => number {
  let next = state;
  return (below) => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}
