import { beforeEach, describe, expect, test } from "vitest";
import type { Gate } from "./gate.ts";
import { createGate } from "./gate.ts";
import type { KeyRing } from "./key-ring.ts";
import { isLoopbackAddress, isLoopbackName } from "./loopback.ts";

const holder = { keyId: "k1", project: "shop" };

/** Keys without a store: the decisions are what is tested here. */
const ring = (guarded: boolean): KeyRing => ({
  guarded: () => guarded,
  findKey: (key) => (key === "sw_good" ? holder : null),
  findSession: (token) => (token === "open" ? holder : null),
  refresh: () => Promise.resolve(),
  close: () => Promise.resolve(),
});

const gateOf = (guarded: boolean): Gate =>
  createGate({
    keys: ring(guarded),
    trustedHosts: ["spanward.lan"],
    trustedOrigins: ["https://app.example"],
    publicUrl: "https://spanward.example",
    metricsToken: "token-of-prometheus",
  });

const headers = (values: Record<string, string>) => (name: string) => values[name] ?? null;
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("with keys", () => {
  let gate: Gate;
  beforeEach(() => {
    gate = gateOf(true);
  });

  test.each([
    { authorization: "Bearer sw_good" },
    { authorization: "bearer   sw_good " },
    { authorization: "Bearer%20sw_good" },
    { authorization: basic("public:sw_good") },
    { authorization: basic("sw_good:anything") },
    { "x-api-key": "sw_good" },
    { "x-auth-token": "sw_good", authorization: "Bearer of-another-vendor" },
  ])("takes %j for the key it holds", (values) => {
    expect(gate.admitSender(headers(values))).toEqual({
      admitted: true,
      project: "shop",
      keyId: "k1",
    });
  });

  test.each([
    {},
    { authorization: "Bearer sw_bad" },
    { authorization: "sw_good" },
    { authorization: "Basic %%%" },
    { cookie: "spanward_session=open" },
    { host: "localhost:4318" },
  ])("lets no sender in with %j", (values) => {
    expect(gate.admitSender(headers(values))).toMatchObject({ admitted: false, status: 401 });
  });

  test("lets a reader in with a session, on any host", () => {
    const values = { cookie: "a=b; spanward_session=open", host: "10.0.0.5:4318" };
    expect(gate.admitReader(headers(values), false)).toMatchObject({ project: "shop" });
    expect(gate.admitReader(headers({ cookie: "spanward_session=x" }), false)).toMatchObject({
      status: 401,
    });
  });

  test("gives the metrics to the token and to keys, and nothing else to the token", () => {
    const token = headers({ authorization: "Bearer token-of-prometheus" });
    expect(gate.admitMetrics(token)).toMatchObject({ admitted: true });
    expect(gate.admitMetrics(headers({ "x-api-key": "sw_good" }))).toMatchObject({
      admitted: true,
    });
    expect(gate.admitMetrics(headers({}))).toMatchObject({ status: 401 });
    expect(gate.admitReader(token, false)).toMatchObject({ status: 401 });
    expect(gate.admitSender(token)).toMatchObject({ status: 401 });
  });

  test("lets no foreign page change anything with the reader's session", () => {
    const session = { cookie: "spanward_session=open", host: "spanward.example" };
    for (const from of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://spanward.example" },
    ]) {
      expect(gate.admitReader(headers({ ...session, ...from }), true)).toMatchObject({
        status: 403,
      });
    }
    const own = { ...session, origin: "https://spanward.example", "sec-fetch-site": "same-origin" };
    expect(gate.admitReader(headers(own), true)).toMatchObject({ admitted: true });
    expect(gate.admitReader(headers(session), true)).toMatchObject({ admitted: true });
  });
});

describe("without keys", () => {
  const gate = gateOf(false);

  test.each(["localhost:4318", "127.0.0.1", "127.8.8.8:1", "[::1]:4318", "app.localhost:4318"])(
    "answers as %s",
    (host) => {
      expect(gate.admitReader(headers({ host }), false)).toMatchObject({ project: null });
      expect(gate.admitSender(headers({ host }))).toMatchObject({ admitted: true });
    },
  );

  test("answers under a trusted name", () => {
    const admission = gate.admitReader(headers({ host: "spanward.lan:4318" }), false);
    expect(admission).toMatchObject({ admitted: true });
  });

  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:4318",
    "",
    "10.0.0.5",
  ])("does not answer as %j, whatever it resolves to", (host) => {
    expect(gate.admitReader(headers({ host }), false)).toMatchObject({ code: "foreign_host" });
    expect(gate.admitSender(headers({ host }))).toMatchObject({ code: "foreign_host" });
    expect(gate.admitLogin(headers({ host }))).toMatchObject({ code: "foreign_host" });
  });

  test("takes telemetry from pages it was told of, and from no others", () => {
    const from = (origin: string) => headers({ host: "localhost:4318", origin });
    expect(gate.admitSender(from("https://app.example"))).toMatchObject({ admitted: true });
    expect(gate.admitSender(from("http://localhost:4318"))).toMatchObject({ admitted: true });
    expect(gate.admitSender(from("https://evil.example"))).toMatchObject({ status: 403 });
  });
});

test("knows what is reached from this machine only", () => {
  expect(["127.0.0.1", "::1", "localhost"].every(isLoopbackAddress)).toBe(true);
  expect(["0.0.0.0", "::", "192.168.0.1", "example.com"].some(isLoopbackAddress)).toBe(false);
  expect(isLoopbackName("host.docker.internal")).toBe(true);
});
