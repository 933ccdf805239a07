// Where instrumentations keep what went into a span and what came out, when it is no conversation in
// a convention of its own. The first that is there is read.

const inputs = [
  "spanward.input",
  "langfuse.observation.input",
  "langwatch.input",
  "mlflow.spanInputs",
  "braintrust.input_json",
  "genkit:input",
  "gcp.vertex.agent.llm_request",
  "mastra.agent_run.input",
  "mastra.model_generation.input",
  "mastra.model_inference.input",
  "mastra.model_step.input",
  "mastra.workflow_run.input",
  "mastra.workflow_step.input",
  "mastra.processor_run.input",
  "mastra.mapping.input",
  "lmnr.span.input",
  "input.value",
  "traceloop.entity.input",
  "ai.prompt",
  "ai.values",
  "ai.value",
  "gen_ai.agent.input",
  "gen_ai.prompt",
  "gen_ai.retrieval.query.text",
  "gen_ai.guardrail.input",
  "gen_ai.memory.query.text",
  "agentops.entity.input",
  "user_prompt",
  "lk.user_input",
  "input",
] as const;

const outputs = [
  "spanward.output",
  "langfuse.observation.output",
  "langwatch.output",
  "mlflow.spanOutputs",
  "braintrust.output_json",
  "genkit:output",
  "gcp.vertex.agent.llm_response",
  "mastra.agent_run.output",
  "mastra.model_generation.output",
  "mastra.model_inference.output",
  "mastra.model_step.output",
  "mastra.model_chunk.output",
  "mastra.workflow_run.output",
  "mastra.workflow_step.output",
  "mastra.processor_run.output",
  "mastra.mapping.output",
  "lmnr.span.output",
  "output.value",
  "traceloop.entity.output",
  "ai.response.text",
  "ai.response.object",
  "gen_ai.completion",
  "gen_ai.retrieval.documents",
  "gen_ai.guardrail.output",
  "final_result",
  "agentops.entity.output",
  "lk.response.text",
  "output",
] as const;

const toolInputs = [
  "gen_ai.tool.call.arguments",
  "ai.toolCall.args",
  "gen_ai.tool.args",
  "gen_ai.tool.input",
  "gcp.vertex.agent.tool_call_args",
  "tool_arguments",
  "mastra.tool_call.input",
  "mastra.mcp_tool_call.input",
  "tool_input",
  "mcp.request.params.arguments",
  "lk.function_tool.arguments",
] as const;

const toolOutputs = [
  "gen_ai.tool.call.result",
  "ai.toolCall.result",
  "gen_ai.tool.output",
  "gen_ai.tool.message",
  "gcp.vertex.agent.tool_response",
  "tool_response",
  "mastra.tool_call.output",
  "mastra.mcp_tool_call.output",
  "mcp.response.value",
  "lk.function_tool.output",
] as const;

/** Attributes with what went into a span, the best first. */
export const inputKeys: readonly string[] = inputs;
/** Attributes with what came out of a span, the best first. */
export const outputKeys: readonly string[] = outputs;
/** Attributes with the arguments of a tool, the best first; `tool.parameters` may be a mere schema. */
export const toolArgumentKeys: readonly string[] = [...toolInputs, ...inputs, "tool.parameters"];
/** Attributes with the result of a tool, the best first. */
export const toolResultKeys: readonly string[] = [...toolOutputs, ...outputs];
