import { expect, test } from "vitest";
import { createProblems } from "./problems.ts";
import { readSettings, type StartOptions } from "./settings.ts";

function read(options: StartOptions, environment: Record<string, string> = {}) {
  const told: string[] = [];
  const problems = createProblems((message) => void told.push(message));
  return { ...readSettings(options, environment, problems), told };
}

test.each([
  [{}, {}, "http://localhost:4318/v1/traces"],
  [{ endpoint: "https://s.example:9/base/" }, {}, "https://s.example:9/base/v1/traces"],
  [{ endpoint: "http://s:1/v1/traces" }, { SPANWARD_ENDPOINT: "http://x" }, "http://s:1/v1/traces"],
  [
    {},
    { SPANWARD_ENDPOINT: "http://x", OTEL_EXPORTER_OTLP_ENDPOINT: "http://y" },
    "http://x/v1/traces",
  ],
  [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://y:1/" }, "http://y:1/v1/traces"],
  [{}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://z/custom" }, "http://z/custom"],
])("options %j and environment %j send to %s", (options, environment, url) => {
  expect(read(options, environment)).toMatchObject({ tracesUrl: url, told: [] });
});

test("an endpoint that is none is told, and does not stop the agent", () => {
  const settings = read({ endpoint: "localhost:4318" });
  expect(settings.tracesUrl).toBe("http://localhost:4318/v1/traces");
  expect(settings.told).toHaveLength(1);
  expect(read({ endpoint: "not a url" }).told[0]).toContain('"not a url"');
});

test("the key wins over headers of the environment, which are kept besides", () => {
  const environment = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20old,x-team=a" };
  expect(read({ apiKey: "new" }, environment).headers).toEqual({
    authorization: "Bearer new",
    "x-team": "a",
  });
  expect(read({}, environment).headers["authorization"]).toBe("Bearer old");
  expect(read({}, { SPANWARD_API_KEY: "k" }).headers["authorization"]).toBe("Bearer k");
});

test("protobuf is the default; gRPC is not spoken, and that is told", () => {
  expect(read({}).protocol).toBe("http/protobuf");
  expect(read({}, { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }).protocol).toBe("http/json");
  expect(read({ protocol: "http/json" }).protocol).toBe("http/json");
  expect(read({}, { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }).told[0]).toContain("grpc");
});

test("content is captured unless somebody says no", () => {
  const general = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
  expect(read({}).captureContent).toBe(true);
  expect(read({}, { SPANWARD_CAPTURE_CONTENT: "false" }).captureContent).toBe(false);
  expect(read({}, { [general]: "no_content" }).captureContent).toBe(false);
  expect(read({ captureContent: true }, { [general]: "false" }).captureContent).toBe(true);
});
