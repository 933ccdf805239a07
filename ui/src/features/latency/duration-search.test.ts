import { parseSearch } from "spanward/search/parse-search";
import { expect, test } from "vitest";
import { durationSearch } from "./duration-search.ts";

test("asks for a class of durations, exactly", () => {
  expect(durationSearch(" agent:a ", 2e9, 5e9)).toBe("agent:a latency:>=2s latency:<5s");
  expect(durationSearch("", 0, 1e6)).toBe("latency:<1ms");
  expect(durationSearch("", 5e16, null)).toBe("latency:>=50000000s");
  const { conditions, problems } = parseSearch(durationSearch("", 5e8, 1e9));
  expect(problems).toEqual([]);
  expect(conditions).toMatchObject([
    { measure: "latency", operator: ">=", amount: 500_000_000n },
    { measure: "latency", operator: "<", amount: 1_000_000_000n },
  ]);
});
