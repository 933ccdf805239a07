import { z } from "zod";

/** A copy-ready way to send traces here: a tab of the empty state, a section of the documentation. */
export const Snippet = z.object({
  id: z.string(),
  label: z.string(),
  language: z.enum(["shell", "javascript", "python", "yaml"]),
  text: z.string(),
  /** What makes the traces useful beyond being there: attributes, in one sentence. */
  hint: z.string(),
});
export type Snippet = z.infer<typeof Snippet>;

export const SnippetList = z.object({ snippets: z.array(Snippet) });
export type SnippetList = z.infer<typeof SnippetList>;

const owner =
  'OTEL_RESOURCE_ATTRIBUTES="spanward.business_unit=Retail,spanward.project=support,spanward.use_case=refunds"';

/**
 * The snippets, in the order of the tabs. `{endpoint}` stands for the server's address, such as
 * http://localhost:4318; `{key}` for an API key. Where none is needed, leave out the lines that
 * contain `{key}`: each snippet is whole without them.
 */
export const snippets: readonly Snippet[] = [
  {
    id: "curl",
    label: "curl",
    language: "shell",
    text: `now=$(date +%s)
curl -sS {endpoint}/v1/traces \\
  -H 'content-type: application/json' \\
  -H "authorization: Bearer {key}" \\
  -d '{"resourceSpans":[{"resource":{"attributes":[
    {"key":"service.name","value":{"stringValue":"hello"}}]},
  "scopeSpans":[{"spans":[{
    "traceId":"'$(openssl rand -hex 16)'","spanId":"'$(openssl rand -hex 8)'",
    "name":"chat gpt-4o","kind":3,
    "startTimeUnixNano":"'$((now - 1))'000000000","endTimeUnixNano":"'$now'000000000",
    "attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},
      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},
      {"key":"gen_ai.usage.output_tokens","value":{"intValue":"34"}},
      {"key":"spanward.business_unit","value":{"stringValue":"Retail"}}]}]}]}]}'
`,
    hint: "gen_ai.operation.name says what a span is, gen_ai.request.model and gen_ai.usage.* what it used.",
  },
  {
    id: "environment",
    label: "Environment",
    language: "shell",
    text: `export OTEL_EXPORTER_OTLP_ENDPOINT="{endpoint}"
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20{key}"
export OTEL_SERVICE_NAME="support-agent"
export ${owner}
`,
    hint: "For any program that already exports OpenTelemetry. Resource attributes say who owns the traces.",
  },
  {
    id: "node",
    label: "Node",
    language: "javascript",
    text: `// npm install @spanward/sdk
import { agent, model, start, tool, withContext } from "@spanward/sdk";

start({
  serviceName: "support-agent",
  endpoint: "{endpoint}",
  apiKey: "{key}",
});

const owner = { businessUnit: "Retail", useCase: "refunds", sessionId: "s-1", userId: "u-7" };
const answer = await withContext(owner, () =>
  agent("refund-agent", async () => {
    const id = "A-1017";
    const order = await tool({ name: "get_order", arguments: { id } }, () => getOrder(id));
    const messages = [{ role: "user", content: \`May I return \${order.item}?\` }];
    return await model({ provider: "openai", model: "gpt-4o", input: messages }, () =>
      openai.chat.completions.create({ model: "gpt-4o", messages }),
    );
  }),
);
`,
    hint: "withContext reaches every span begun inside it, those of other instrumentations too.",
  },
  {
    id: "python",
    label: "Python",
    language: "python",
    text: `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

owner = {"spanward.business_unit": "Retail", "spanward.use_case": "refunds"}
provider = TracerProvider(resource=Resource.create({"service.name": "support-agent", **owner}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(
    endpoint="{endpoint}/v1/traces",
    headers={"authorization": "Bearer {key}"},
)))
trace.set_tracer_provider(provider)

with trace.get_tracer("support").start_as_current_span("chat gpt-4o") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.provider.name", "openai")
    span.set_attribute("gen_ai.request.model", "gpt-4o")
    span.set_attribute("gen_ai.conversation.id", "s-1")
    span.set_attribute("gen_ai.usage.input_tokens", 12)
    span.set_attribute("gen_ai.usage.output_tokens", 34)
provider.shutdown()
`,
    hint: "gen_ai.conversation.id joins traces to a session; user.id says for whom.",
  },
  {
    id: "langgraph",
    label: "LangGraph",
    language: "python",
    text: `# pip install langgraph openinference-instrumentation-langchain \\
#   opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from openinference.instrumentation import using_attributes
from openinference.instrumentation.langchain import LangChainInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({
    "service.name": "research", "spanward.business_unit": "Strategy"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(
    endpoint="{endpoint}/v1/traces",
    headers={"authorization": "Bearer {key}"},
)))
LangChainInstrumentor().instrument(tracer_provider=provider)

with using_attributes(session_id="s-1", user_id="u-7", metadata={"use_case": "market-scan"}):
    graph.invoke({"messages": [("user", "What changed in the market this week?")]})
`,
    hint: "using_attributes puts session, user and metadata on every span of the run.",
  },
  {
    id: "openai-agents",
    label: "OpenAI Agents",
    language: "python",
    text: `# pip install openai-agents openinference-instrumentation-openai-agents \\
#   opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from agents import Agent, Runner
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({
    "service.name": "support", "spanward.business_unit": "Retail"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(
    endpoint="{endpoint}/v1/traces",
    headers={"authorization": "Bearer {key}"},
)))
OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)

with using_attributes(session_id="s-1", user_id="u-7", metadata={"use_case": "refunds"}):
    Runner.run_sync(Agent(name="refund-agent", instructions="Be brief."), "Where is my refund?")
provider.shutdown()
`,
    hint: "The agent's name comes from Agent(name=…); handoffs between agents are shown as such.",
  },
  {
    id: "vercel-ai",
    label: "Vercel AI SDK",
    language: "javascript",
    text: `// npm install ai @ai-sdk/otel @spanward/sdk      (AI SDK 7)
import { start, withContext } from "@spanward/sdk";
import { OpenTelemetry } from "@ai-sdk/otel";
import { generateText, registerTelemetry } from "ai";

start({
  serviceName: "support-agent",
  endpoint: "{endpoint}",
  apiKey: "{key}",
});
registerTelemetry(new OpenTelemetry());

// AI SDK 4 to 6: no registration, but experimental_telemetry: { isEnabled: true, functionId }
await withContext({ businessUnit: "Retail", useCase: "refunds", sessionId: "s-1" }, () =>
  generateText({ model, prompt, telemetry: { functionId: "refund-agent" } }),
);
`,
    hint: "functionId becomes the agent's name.",
  },
  {
    id: "claude-code",
    label: "Claude Code",
    language: "shell",
    text: `export CLAUDE_CODE_ENABLE_TELEMETRY=1
export CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1 ENABLE_ENHANCED_TELEMETRY_BETA=1
export OTEL_TRACES_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_ENDPOINT="{endpoint}"
export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer {key}"
export ${owner}
export OTEL_LOG_USER_PROMPTS=1   # without it, prompts are not sent
claude
`,
    hint: "One trace for each prompt; the session joins them. Cost comes with the logs.",
  },
  {
    id: "collector",
    label: "Collector",
    language: "yaml",
    text: `# OpenTelemetry Collector: add the exporter, name it in the pipelines
exporters:
  otlphttp/spanward:
    endpoint: {endpoint}
    headers:
      authorization: "Bearer {key}"
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [batch]
      exporters: [otlphttp/spanward]
`,
    hint: "Keep resource attributes such as service.name and spanward.business_unit on the way.",
  },
];
