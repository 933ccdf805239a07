import { expect, test } from "vitest";
import { writeCsv } from "./csv.ts";

test("quotes what would break a row", () => {
  expect(
    writeCsv(
      ["a", "b"],
      [
        ['say "hi"', "1,5"],
        [null, 2],
      ],
    ),
  ).toBe('\uFEFFa,b\r\n"say ""hi""","1,5"\r\n,2\r\n');
});

test("defuses what a spreadsheet would run", () => {
  expect(writeCsv(["a"], [["=1+1"], ["@SUM(A1)"], ["-5.2"]])).toBe(
    "\uFEFFa\r\n'=1+1\r\n'@SUM(A1)\r\n-5.2\r\n",
  );
});
