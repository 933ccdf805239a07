import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteIdentifier, quoteString } from "./sql-literal.ts";
import { readStatement } from "./statement.ts";

test.each([
  ["SELECT 1", "stream"],
  ["  -- why\n/* and ; why */ select 1;", "stream"],
  ["WITH x AS (SELECT 1) SELECT * FROM x", "stream"],
  ["(SELECT 1) UNION ALL (SELECT 2)", "stream"],
  ["SELECT ';', \"a;b\", `c;d`, $$e;f$$, $x$;$x$ -- ;", "stream"],
  ["SELECT 'it''s; \\'; fine'", "stream"],
  ["SHOW TABLES", "read"],
  ["explain SELECT 1", "read"],
  ["CREATE TABLE t (n UInt8) ENGINE = Memory", "command"],
  ["INSERT INTO t SELECT 1", "command"],
  ["WITH 1 AS x INSERT INTO t SELECT x", "command"],
  ["INSERT INTO t (format, values) SELECT 1, 2", "command"],
  ["INSERT INTO t VALUES (1, now(), [1, (2)]), ('FORMAT; x'),", "command"],
])("%s is read as %s", (sql, kind) => {
  expect(readStatement(sql).kind).toBe(kind);
});

test("an insert with a body is split where its rows begin", () => {
  expect(readStatement("INSERT INTO t (a, b) FORMAT Native;")).toEqual({
    kind: "insert",
    head: "INSERT INTO t (a, b) ",
    format: "Native",
  });
});

describe("what a command line would do is refused", () => {
  test.each([
    ["SELECT 1; DROP TABLE t", "Multi-statements"],
    ["SELECT 1 /* */ ; /* */ SELECT 2", "Multi-statements"],
    ["SELECT 1 into\n--x\noutfile 'x'", "INTO OUTFILE"],
    ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", "FROM INFILE"],
    ["SYSTEM SHUTDOWN", "SYSTEM SHUTDOWN"],
    ["SET max_threads = 1", "the statement SET"],
    ["quit", "the statement QUIT"],
    ["", "Empty query"],
    [" -- nothing", "Empty query"],
    ["INSERT INTO t FORMAT TSV 1\n\nDROP TABLE t", "rows inside the statement"],
    ["INSERT INTO t VALUES (1)\n\nDROP TABLE t", '"DROP" after the VALUES'],
    ["INSERT INTO t SETTINGS async_insert = 1 FORMAT Native", "SETTINGS"],
    ["INSERT INTO t", "without SELECT, VALUES or FORMAT"],
  ])("%s", (sql, reason) => {
    expect(() => readStatement(sql)).toThrow(reason);
  });
});

test("no quoted text can end its quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(readStatement(`SELECT ${quoteString(text)}`).kind).toBe("stream");
      expect(readStatement(`SELECT ${quoteIdentifier(text)}`).kind).toBe("stream");
      const both = `INSERT INTO t VALUES (${quoteString(text)}, ${quoteString(text)})`;
      expect(readStatement(both).kind).toBe("command");
    }),
    {
      examples: ["'; DROP TABLE t; --", "\\'; SELECT 2", "\\", "\0", "`; SELECT 2"].map((text) => [
        text,
      ]),
    },
  );
});
