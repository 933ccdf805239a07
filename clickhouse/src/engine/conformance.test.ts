import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesOf, connectTo, failureOf, listTargets, type Target } from "./testing.ts";

// Goal: the embedded engine answers as a ClickHouse server does, as far as it goes. Method: the real
// client asks both the same; the server only when SPANWARD_TEST_CLICKHOUSE_URL names one, with its
// credentials in the URL.

describe.each(listTargets())("%s", (_name, open) => {
  let target: Target;
  let client: ClickHouseClient;
  const name = `conformance_${process.pid}`;

  beforeAll(async () => {
    target = await open();
    client = connectTo(target);
    await client.command({
      query: `CREATE TABLE ${name} (n UInt64, s String) ENGINE = MergeTree ORDER BY n`,
    });
  }, 60_000);

  afterAll(async () => {
    await client.command({ query: `DROP TABLE ${name}` });
    await client.close();
    await target.close();
  });

  const rows = async (query: string, query_params = {}): Promise<unknown[]> => {
    const result = await client.query({ query, query_params, format: "JSONEachRow" });
    return result.json();
  };

  describe("parameters", () => {
    test.each([
      ["UInt64", "18446744073709551615", "18446744073709551615"],
      ["Int64", -5n, "-5"],
      ["Float64", 0.1, 0.1],
      ["Bool", true, true],
      ["Nullable(String)", null, null],
      ["Array(String)", ["a'b", "c\\d", "é\n"], ["a'b", "c\\d", "é\n"]],
      ["Array(UInt64)", [1, 2], ["1", "2"]],
      ["Map(String, String)", { a: "b'", "c\\": "d" }, { a: "b'", "c\\": "d" }],
      ["DateTime64(3, 'UTC')", new Date(1_700_000_000_123), "2023-11-14 22:13:20.123"],
      ["DateTime64(9, 'UTC')", "2026-01-01 00:00:00.123456789", "2026-01-01 00:00:00.123456789"],
      ["Enum8('a' = 1)", "a", "a"],
    ])("%s", async (type, value, seen) => {
      expect(
        await rows(`SELECT {v:${type}} AS v SETTINGS output_format_json_quote_64bit_integers = 1`, {
          v: value,
        }),
      ).toEqual([{ v: seen }]);
    });

    test("any text comes back as it was, whatever it would mean in SQL", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
          expect(await rows("SELECT {v:String} AS v", { v: text })).toEqual([{ v: text }]);
        }),
        {
          numRuns: 60,
          examples: [
            "'; DROP TABLE x; --",
            "\\'; SELECT 1; --",
            "\\",
            "\0",
            "{v:String}",
            "\n\n;",
          ].map((text) => [text]),
        },
      );
    });

    test("an identifier, and one that is missing", async () => {
      expect(await rows("SELECT count() AS n FROM {t:Identifier}", { t: name })).toHaveLength(1);
      expect(await failureOf(rows("SELECT {v:String} AS v"))).toBe("456 UNKNOWN_QUERY_PARAMETER");
    });
  });

  describe("errors", () => {
    test.each([
      ["SELEC 1", /^62 |^48 /],
      ["SELECT nothing", /^47 UNKNOWN_IDENTIFIER/],
      ["SELECT * FROM nothing", /^60 UNKNOWN_TABLE/],
      ["SELECT 1; SELECT 2", /^62 SYNTAX_ERROR/],
      ["SELECT throwIf(number = 3) FROM numbers(10)", /^395 /],
      ["SELECT sleep(3) SETTINGS max_execution_time = 0.1", /^159 TIMEOUT_EXCEEDED/],
      ["SELECT uniqExact(number) FROM numbers(1e7) SETTINGS max_memory_usage = 1e6", /^241 /],
      ["SELECT number FROM numbers(1e6) SETTINGS max_result_rows = 10", /^396 /],
    ])("%s", async (query, expected) => {
      expect(await failureOf(rows(query))).toMatch(expected);
    });

    test("one that comes after half of the rows is an error, not the end of them", async () => {
      const query = "SELECT throwIf(number = 3e6) AS v FROM numbers(1e7)";
      const result = await client.query({ query, format: "JSONEachRow" });
      const read = async () => {
        let count = 0;
        for await (const chunk of result.stream()) count += chunk.length;
        return count;
      };
      expect(await failureOf(read())).toMatch(/^395 /);
    });

    test("a wrong password, and none", async () => {
      const wrong = connectTo({ ...target, password: "wrong" });
      expect(await failureOf(wrong.query({ query: "SELECT 1" }))).toMatch(/^(516|194) /);
      await wrong.close();
      const response = await fetch(`${target.url}/?query=SELECT%201`, {
        headers: { "X-ClickHouse-User": target.username },
      });
      expect([401, 403]).toContain(response.status);
    });
  });

  describe("settings", () => {
    test("hold for one query and no longer", async () => {
      const settingOf = async (clickhouse_settings: ClickHouseSettings) => {
        const query = "SELECT getSetting('max_block_size') AS v, getSetting('max_threads') AS t";
        const result = await client.query({ query, clickhouse_settings, format: "JSONEachRow" });
        return result.json();
      };
      const before = await settingOf({});
      expect(await settingOf({ max_block_size: "123", max_threads: 1 })).not.toEqual(before);
      for (let count = 0; count < 10; count += 1) expect(await settingOf({})).toEqual(before);
    });

    test("are refused when unknown, and never run", async () => {
      const ask = (settings: Record<string, string>) =>
        failureOf(client.query({ query: "SELECT 1", clickhouse_settings: settings }));
      expect(await ask({ no_such_setting: "1" })).toMatch(/^115 UNKNOWN_SETTING/);
      expect(await ask({ max_threads: "1, max_block_size = 1" })).toMatch(/^\d+ CANNOT_PARSE/);
      for (const value of ["1'; CREATE DATABASE pwned; --", "1\\'; CREATE DATABASE pwned; --"]) {
        await ask({ max_threads: value });
        await ask({ count_distinct_implementation: value });
      }
      expect(await rows("SELECT name FROM system.databases WHERE name = 'pwned'")).toEqual([]);
    });

    test("of a GET allow only reading", async () => {
      const headers = { "X-ClickHouse-User": target.username, "X-ClickHouse-Key": target.password };
      const get = (query: string) =>
        fetch(`${target.url}/?query=${encodeURIComponent(query)}`, { headers });
      expect(await (await get("SELECT 1")).text()).toBe("1\n");
      const refused = await get("CREATE TABLE never (n UInt8) ENGINE = Memory");
      expect(refused.headers.get("x-clickhouse-exception-code")).toBe("164"); // READONLY
    });
  });

  describe("answers", () => {
    test("ping, version, database, format and query id", async () => {
      expect(await client.ping()).toEqual({ success: true });
      const query = "SELECT currentDatabase() AS d FORMAT TSV";
      const other = connectTo(target, { database: "system" });
      const result = await other.exec({ query, query_id: "mine" });
      expect(String(await bytesOf(result.stream))).toBe("system\n");
      expect(result.response_headers["x-clickhouse-query-id"]).toBe("mine");
      await other.close();
    });

    test("SHOW, DESCRIBE, EXPLAIN and EXISTS", async () => {
      expect(await rows(`SHOW TABLES LIKE '${name}'`)).toEqual([{ name }]);
      expect(await rows(`DESCRIBE TABLE ${name}`)).toHaveLength(2);
      expect(await rows("EXPLAIN SELECT 1")).not.toEqual([]);
      expect(await rows(`EXISTS TABLE ${name}`)).toEqual([{ result: 1 }]);
    });

    test("a big one comes in chunks, whole and in order, also compressed", async () => {
      for (const response of [false, true]) {
        const packed = connectTo(target, { compression: { response } });
        const result = await packed.query({
          query: "SELECT number AS n FROM numbers(300000) ORDER BY n",
          format: "JSONCompactEachRow",
        });
        const seen: unknown[] = [];
        for await (const chunk of result.stream<[string]>()) {
          for (const row of chunk) seen.push(row.json<[string]>()[0]);
        }
        expect(seen).toEqual(Array.from({ length: 300_000 }, (_, index) => String(index)));
        await packed.close();
      }
    });

    test("a reader who is slow holds the query back", async () => {
      const { stream } = await client.exec({ query: "SELECT number FROM numbers(1e9) FORMAT TSV" });
      await sleep(300);
      // It still runs: its billion rows are nowhere in memory.
      expect(await rows("SELECT count() > 1 AS b FROM system.processes")).toEqual([{ b: 1 }]);
      stream.destroy();
      await untilIdle();
    });

    test("one whose reader leaves is stopped", async () => {
      for (const wait_end_of_query of [0, 1] as const) {
        const leaving = new AbortController();
        const asked = client.query({
          query: "SELECT sum(sipHash64(number)) FROM numbers(1e12)",
          clickhouse_settings: {
            wait_end_of_query,
            cancel_http_readonly_queries_on_client_close: 1,
          },
          abort_signal: leaving.signal,
        });
        setTimeout(() => leaving.abort(), 200);
        await expect(asked).rejects.toThrow("abort");
        await untilIdle();
      }
    });

    test("readers who leave in the middle take nobody's place", async () => {
      for (let count = 0; count < 12; count += 1) {
        const packed = connectTo(target, { compression: { response: count % 2 === 1 } });
        const query = "SELECT number FROM numbers(1e9) FORMAT TSV";
        const { stream } = await packed.exec({ query, decompress_response_stream: true });
        await once(stream, "data");
        stream.destroy();
        await packed.close();
      }
      await untilIdle();
      expect(await rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    }, 60_000);

    test("many at once, each with its own", async () => {
      const ask = (v: number) => rows("SELECT {v:UInt32} AS v, sleep(0.01) AS s", { v });
      const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
      expect(answers).toEqual(answers.map((_, index) => [{ v: index, s: 0 }]));
    });

    async function untilIdle(): Promise<void> {
      const others =
        "SELECT query FROM system.processes WHERE query LIKE '%numbers(1e%' AND query NOT LIKE '%processes%'";
      await expect.poll(() => rows(others), { timeout: 20_000 }).toEqual([]);
    }
  });

  describe("inserts", () => {
    test("VALUES, SELECT and rows in the body, with what is SQL only to fools", async () => {
      await client.command({ query: `INSERT INTO ${name} VALUES (1, 'a;b'), (2, 'it''s')` });
      await client.command({ query: `INSERT INTO ${name} SELECT 3, 'three'` });
      const values = [
        { n: 4, s: "a\n\nDROP TABLE x" },
        { s: "\0'\\", n: 5 },
      ];
      const { summary } = await client.insert({ table: name, values, format: "JSONEachRow" });
      expect(summary?.written_rows).toBe("2");
      expect(
        await rows(`SELECT groupArray(s) AS s FROM (SELECT s FROM ${name} ORDER BY n)`),
      ).toEqual([{ s: ["a;b", "it's", "three", "a\n\nDROP TABLE x", "\0'\\"] }]);
      await client.command({ query: `TRUNCATE TABLE ${name}` });
    });

    test("Native goes out and in again, compressed or not", async () => {
      const { stream } = await client.exec({
        query:
          "SELECT number AS n, repeat('x\\n\\n', number % 50) AS s FROM numbers(100000) FORMAT Native",
      });
      const native = await bytesOf(stream);
      for (const request of [false, true]) {
        const packed = connectTo(target, { compression: { request } });
        const result = await packed.exec({
          query: `INSERT INTO ${name} (n, s) FORMAT Native`,
          values: Readable.from([native]),
        });
        result.stream.resume();
        expect(result.summary?.written_rows).toBe("100000");
        await packed.close();
        expect(await rows(`SELECT count() AS c, sum(length(s)) AS l FROM ${name}`)).toEqual([
          { c: "100000", l: "7350000" },
        ]);
        await client.command({ query: `TRUNCATE TABLE ${name}` });
      }
    });

    test("bytes that are no rows are an error, and none", async () => {
      const insert = (bytes: Uint8Array) =>
        failureOf(
          client.exec({
            query: `INSERT INTO ${name} FORMAT Native`,
            values: Readable.from([bytes]),
          }),
        );
      const cut = await bytesOf(
        (await client.exec({ query: "SELECT 1 AS n, 'x' AS s FORMAT Native" })).stream,
      );
      expect(await insert(cut.subarray(0, -1))).toMatch(/^\d+ [A-Z]/);
      expect(await insert(Buffer.from("no block at all, just text that goes on and on"))).toMatch(
        /^\d+ [A-Z]/,
      );
      expect(await rows(`SELECT count() AS c FROM ${name}`)).toEqual([{ c: "0" }]);
    });
  });
});
