import { expect, test } from "vitest";
import type { AttributeObject } from "../../decode/otlp.ts";
import { findSession, findUser } from "./find-identity.ts";
import { readMetadata } from "./metadata.ts";

const of = (fields: AttributeObject, resource: AttributeObject = {}) => {
  const attributes = new Map(Object.entries(fields));
  const item = {
    attributes,
    resource: {
      attributes: new Map(Object.entries(resource)),
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
  };
  const metadata = readMetadata(attributes);
  return [findSession(item, metadata).value, findUser(item, metadata).value];
};

test("session and user are found under every convention's name", () => {
  expect(of({ "session.id": "s", "user.id": "u" })).toEqual(["s", "u"]);
  expect(of({ "gen_ai.conversation.id": "s", "enduser.id": "u" })).toEqual(["s", "u"]);
  expect(
    of({
      "traceloop.association.properties.session_id": "s",
      "traceloop.association.properties.user_id": "u",
    }),
  ).toEqual(["s", "u"]);
  expect(
    of({
      "lmnr.association.properties.session_id": "s",
      "lmnr.association.properties.user_id": "u",
    }),
  ).toEqual(["s", "u"]);
  expect(of({ "langwatch.thread.id": "s", "langwatch.user.id": "u" })).toEqual(["s", "u"]);
  expect(
    of({ "ai.telemetry.metadata.sessionId": "s", "ai.telemetry.metadata.userId": "u" }),
  ).toEqual(["s", "u"]);
  expect(of({ "mastra.metadata.threadId": "t", "mastra.metadata.sessionId": "s" })).toEqual([
    "s",
    "",
  ]);
  expect(of({ metadata: '{"thread_id":"t","user_id":"u"}' })).toEqual(["t", "u"]);
  expect(of({ "mlflow.trace.session": '"s"' })).toEqual(["s", ""]);
  expect(of({}, { "session.id": "s" })).toEqual(["s", ""]);
});

test("what a scrubber left, a connection and a project are no session", () => {
  expect(
    of({ "session.id": "[Scrubbed due to 'session']", "gen_ai.conversation.id": "s" }),
  ).toEqual(["s", ""]);
  expect(of({ "session.id": "", "user.id": "None" })).toEqual(["", ""]);
  expect(of({ "mcp.session.id": "c", "langsmith.trace.session_name": "project" })).toEqual([
    "",
    "",
  ]);
});
