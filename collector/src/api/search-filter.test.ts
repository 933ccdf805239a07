import { expect, test } from "vitest";
import { searchFields } from "../search/search-fields.ts";
import { searchText } from "./search-filter.ts";

test("every field, and every choice of one, means something to the store", () => {
  for (const { choices, example, name } of searchFields) {
    expect(searchText.parse(example)).toHaveLength(1);
    for (const choice of choices) expect(searchText.parse(`${name}:${choice}`)).toHaveLength(1);
  }
});

test("a search that cannot be read is refused with the place of every slip", () => {
  const read = searchText.safeParse("agent:a cost:5 nosuch:x");
  expect(read.error?.issues.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^at character 9, "cost:5": Write it like cost:>0.5/),
    expect.stringMatching(/^at character 16, "nosuch:x": There is no field nosuch/),
  ]);
});
