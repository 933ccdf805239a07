import type { TraceDecisions } from "@spanward/clickhouse";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findCause } from "./find-cause.ts";

interface Step {
  id: string;
  parent?: string;
  kind: string;
  tool?: string;
  callId?: string;
  asks?: string[]; // tools a model step asked for
  calls?: string[]; // ids of the calls in its answer
}

function decisions(steps: readonly Step[]): TraceDecisions {
  return {
    spanId: steps.map(({ id }) => id),
    parentSpanId: steps.map(({ parent }) => parent ?? ""),
    startUnixNano: steps.map((_, index) => String(index)),
    kind: steps.map(({ kind }) => kind),
    name: steps.map(({ id }) => id),
    tool: steps.map(({ tool }) => tool ?? ""),
    toolCallId: steps.map(({ callId }) => callId ?? ""),
    requestedTools: steps.map(({ asks }) => asks ?? []),
  };
}

async function causeOf(steps: readonly Step[], spanId: string) {
  const asked: number[] = [];
  const cause = await findCause(decisions(steps), spanId, async (indexes) => {
    asked.push(...indexes);
    return new Map(indexes.map((index) => [index, new Set(steps[index]?.calls)]));
  });
  return { cause: cause && [steps[cause.index]?.id, cause.rule], asked: asked.length };
}

const run: Step = { id: "run", kind: "agent" };
const model = (id: string, asks: string[] = [], calls: string[] = []): Step => ({
  id,
  parent: "run",
  kind: "llm",
  asks,
  calls,
});

test("goes by the id of the call, also when a later step asked for the same tool", async () => {
  const steps = [
    run,
    model("first", ["pay"], ["c1"]),
    model("second", ["pay"], ["c2"]),
    { id: "pay", parent: "run", kind: "tool", tool: "pay", callId: "c1" },
  ];
  expect((await causeOf(steps, "pay")).cause).toEqual(["first", "call id"]);
});

test("goes by the name of the tool where no answer has the id, and reads no answers without one", async () => {
  const steps = [
    run,
    model("asked", ["pay"]),
    model("asked for else", ["find"]),
    { id: "pay", parent: "run", kind: "tool", tool: "pay" },
    { id: "odd", parent: "run", kind: "tool", tool: "pay", callId: "unknown" },
  ];
  expect(await causeOf(steps, "pay")).toEqual({ cause: ["asked", "tool name"], asked: 0 });
  expect((await causeOf(steps, "odd")).cause).toEqual(["asked", "tool name"]);
});

test("goes by the tool around a step that is none", async () => {
  const steps = [
    run,
    model("asked", ["pay"], ["c1"]),
    model("later", []),
    { id: "pay", parent: "run", kind: "tool", tool: "pay", callId: "c1" },
    { id: "http", parent: "pay", kind: "other" },
  ];
  expect((await causeOf(steps, "http")).cause).toEqual(["asked", "call id"]);
});

test("else takes the latest model step of the same agent, not of another one", async () => {
  const steps = [
    run,
    model("mine"),
    { id: "bank", parent: "run", kind: "agent" },
    { id: "theirs", parent: "bank", kind: "llm" },
    { id: "step", parent: "run", kind: "step" },
    model("afterwards"),
  ];
  expect((await causeOf(steps, "step")).cause).toEqual(["mine", "previous step"]);
});

test("asks what called the agent where the agent decided nothing itself", async () => {
  const steps = [
    run,
    model("delegates", ["ask_bank"], ["c7"]),
    model("talks"),
    { id: "ask", parent: "run", kind: "tool", tool: "ask_bank", callId: "c7" },
    { id: "bank", parent: "ask", kind: "agent" },
    { id: "fails", parent: "bank", kind: "step" },
  ];
  expect((await causeOf(steps, "fails")).cause).toEqual(["delegates", "call id"]);
});

test("no wrapper around a step decided on it", async () => {
  const steps = [
    run,
    { ...model("wrapper", ["pay"], ["c1"]) },
    { id: "inner", parent: "wrapper", kind: "llm", asks: ["pay"], calls: ["c1"] },
    { id: "pay", parent: "wrapper", kind: "tool", tool: "pay", callId: "c1" },
  ];
  expect((await causeOf(steps, "pay")).cause).toEqual(["inner", "call id"]);
});

test("knows of no cause where no model step comes before, or the span is not there", async () => {
  const steps = [run, { id: "tool", parent: "run", kind: "tool", tool: "t" }, model("later")];
  expect((await causeOf(steps, "tool")).cause).toBeNull();
  expect((await causeOf(steps, "nowhere")).cause).toBeNull();
});

test("always ends, with a model step that started before, whatever the tree", async () => {
  const anyStep = fc.record({
    parent: fc.nat(12).map(String),
    kind: fc.constantFrom("agent", "llm", "tool", "step"),
    tool: fc.constantFrom("", "a", "b"),
    callId: fc.constantFrom("", "c1", "c2"),
    asks: fc.subarray(["a", "b"]),
    calls: fc.subarray(["c1", "c2"]),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 12 }), async (drafts) => {
      const steps = drafts.map((draft, index) => ({ ...draft, id: String(index) }));
      for (const { id } of steps) {
        const { cause } = await causeOf(steps, id);
        if (cause === null) continue;
        expect(steps[Number(cause[0])]?.kind).toBe("llm");
        expect(Number(cause[0])).toBeLessThan(steps.length);
      }
    }),
  );
});
