import { expect, test } from "vitest";
import { costConditions } from "./cost-filter.ts";

test("takes values as parameters, nobody's too, and nothing that is not asked for", () => {
  const { parameters, where } = costConditions({
    period: "2026-11-01",
    filter: { businessUnit: "", model: "'; DROP TABLE charges" },
  });
  expect(where).toEqual([
    "period = {period:Date}",
    "business_unit = {of_businessUnit:String}",
    "model = {of_model:String}",
  ]);
  expect(parameters).toEqual({
    period: "2026-11-01",
    of_businessUnit: "",
    of_model: "'; DROP TABLE charges",
  });
});
