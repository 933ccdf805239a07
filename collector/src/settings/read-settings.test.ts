import { expect, test } from "vitest";
import { ConfigError } from "../config.ts";
import { readSettings } from "./read-settings.ts";

const read = (file: unknown, env: Record<string, string> = {}) =>
  readSettings({ file, fileName: "spanward.json", env });

function problemsOf(file: unknown, env: Record<string, string>): string[] {
  try {
    read(file, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("needs no configuration at all", () => {
  expect(read(undefined)).toMatchObject({
    host: "127.0.0.1",
    httpPort: 4318,
    uiPort: null,
    store: { kind: "embedded" },
    limits: { bodyBytes: 67_108_864 },
  });
});

test("lets the environment override the file, however deep", () => {
  const file = { retention: { spanDays: 7, contentDays: 3 }, store: { kind: "embedded" } };
  const env = {
    SPANWARD_RETENTION__SPAN_DAYS: "9",
    SPANWARD_STORE__KIND: "remote",
    SPANWARD_STORE__URL: "http://clickhouse:8123",
    SPANWARD_GRPC: "false",
    SPANWARD_CORS_ORIGINS: "https://a.example, https://b.example",
    SPANWARD_UI_PORT: "",
    HOME: "/root",
  };
  expect(read(file, env)).toMatchObject({
    retention: { spanDays: 9, contentDays: 3 },
    store: { kind: "remote", url: "http://clickhouse:8123", database: "spanward" },
    grpc: false,
    corsOrigins: ["https://a.example", "https://b.example"],
    uiPort: null,
  });
});

test("leaves the file's object as it was", () => {
  const file = { retention: { spanDays: 7 } };
  read(file, { SPANWARD_RETENTION__SPAN_DAYS: "9" });
  expect(file).toEqual({ retention: { spanDays: 7 } });
});

test("names every bad setting at once, as the operator wrote it, with the nearest name", () => {
  const problems = problemsOf(
    { httpPrt: 1, retention: { spanDays: 0, spanDay: 4 }, grpcPort: "4317" },
    { SPANWARD_HTTP_PORT: "http", SPANWARD_GRPC: "yes", SPANWARD_DATADIR: "/x", SPANWARD_XYZ: "1" },
  );
  expect(problems.toSorted()).toEqual([
    "SPANWARD_DATADIR is no setting; did you mean SPANWARD_DATA_DIR?",
    "SPANWARD_GRPC: Invalid input: expected boolean, received string",
    "SPANWARD_HTTP_PORT: Invalid input: expected number, received string",
    "SPANWARD_XYZ is no setting",
    "grpcPort in spanward.json: Invalid input: expected number, received string",
    "httpPrt in spanward.json is no setting; did you mean httpPort?",
    "retention.spanDay in spanward.json is no setting; did you mean retention.spanDays?",
    "retention.spanDays in spanward.json: Too small: expected number to be >=1",
  ]);
});

test("refuses a file that is no object", () => {
  expect(() => read([1])).toThrow("spanward.json must hold a JSON object");
});

test("leaves the variables of clients alone", () => {
  const env = {
    SPANWARD_URL: "http://x",
    SPANWARD_API_KEY: "sw_x",
    SPANWARD_CONFIG: "y.json",
    SPANWARD_ENDPOINT: "http://x",
  };
  expect(read({}, env).httpPort).toBe(4318);
});
