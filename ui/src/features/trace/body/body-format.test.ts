import { expect, test } from "vitest";
import { formatsFor, readJson } from "./body-format.ts";

test("objects and lists are JSON, other values and broken texts are not", () => {
  expect(readJson(' {"a":[1]}')).toEqual({ a: [1] });
  for (const text of ["null", "12", '"a"', "{", "[1,", "{} and more", ""]) {
    expect(readJson(text)).toBeNull();
  }
});

test("200 levels of nesting are read, a megabyte is not tried", () => {
  expect(readJson(`${"[".repeat(200)}${"]".repeat(200)}`)).toBeInstanceOf(Array);
  expect(readJson(`["${"x".repeat(1_000_000)}"]`)).toBeNull();
});

test.each([
  ["I will **check** it", "markdown"],
  ["- one\n- two", "markdown"],
  ["run `ls`", "markdown"],
  ["2 * 3 * 4 is 24, a_b_c", "plain"],
  ["done.", "plain"],
])("of what a model wrote, %j opens as %s", (text, format) => {
  expect(formatsFor(text, { isJson: false, isChat: true })[0]).toBe(format);
});

test("what a tool gave back is not made pretty unasked, nor is a long text", () => {
  expect(formatsFor("# x", { isJson: false, isChat: false })[0]).toBe("plain");
  const long = `# x\n${"y".repeat(20_000)}`;
  expect(formatsFor(long, { isJson: false, isChat: true })[0]).toBe("plain");
});
