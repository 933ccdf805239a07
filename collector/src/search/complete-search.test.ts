import { expect, test } from "vitest";
import { complete, completionPlace, completionsOf } from "./complete-search.ts";

/** What is offered where the bar stands, and the text once the first of it is taken. */
function at(marked: string, values: string[] = []) {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  const place = completionPlace(text, caret);
  const offered = completionsOf(
    place,
    values.map((value, i) => ({ value, count: 10 - i })),
  );
  const [first] = offered;
  const taken = first && complete(text, place, first);
  return {
    labels: offered.map(({ label }) => label),
    after: taken && `${taken.text.slice(0, taken.caret)}|${taken.text.slice(taken.caret)}`,
  };
}

test("offers fields by how they begin", () => {
  expect(at("st|").labels).toEqual(["status:"]);
  expect(at("st|").after).toBe("status:|");
  expect(at("boom -to|").labels).toEqual(["tool:", "tokens:"]);
  expect(at("boom -to|").after).toBe("boom -tool:|");
  expect(at("dur|").labels).toEqual(["latency:"]);
  expect(at("boom |").labels.length).toBeGreaterThan(20);
  expect(at('"quoted |').labels).toEqual([]);
});

test("offers values of a field, those that begin so first", () => {
  expect(at("status:|").labels).toEqual(["error", "ok", "unset", "running"]);
  expect(at("status:|").after).toBe("status:error |");
  expect(at("status:o| boom").after).toBe("status:ok |boom");
  expect(at("agent:re|", ["code-review", "refund agent"]).labels).toEqual([
    "refund agent",
    "code-review",
  ]);
  expect(at("agent:re|", ["refund agent"]).after).toBe('agent:"refund agent" |');
  expect(at('agent:"refund a|', ["refund agent"]).after).toBe('agent:"refund agent" |');
  expect(at("model:a*|", ["a*b"]).after).toBe(String.raw`model:"a\*b" |`);
  expect(at("cost:|").labels).toEqual([]);
  expect(at("nosuch:|").labels).toEqual([]);
});
