// Written by rule-keys.test.ts: what may be the key of an attribute in the sources of the rules.

export const ruleKeys: ReadonlySet<string> = new Set(
  `
ERROR agent agent.id agent.name agent_id agent_name agent_role agentops agentops.entity.input
agentops.entity.output agentops.span.kind aggregate ai ai. ai.model.id ai.model.provider
ai.operationId ai.prompt ai.prompt.messages ai.prompt.tools ai.response.finishReason ai.response.id
ai.response.model ai.response.msToFirstChunk ai.response.object ai.response.providerMetadata
ai.response.reasoning ai.response.text ai.response.toolCalls ai.settings.context.
ai.telemetry.functionId ai.telemetry.metadata. ai.telemetry.metadata.tags ai.toolCall
ai.toolCall.args ai.toolCall.id ai.toolCall.name ai.toolCall.result ai.usage.cachedInputTokens
ai.usage.completionTokens ai.usage.inputTokenDetails.cacheReadTokens
ai.usage.inputTokenDetails.cacheWriteTokens ai.usage.inputTokenDetails.noCacheTokens
ai.usage.inputTokens ai.usage.outputTokenDetails.reasoningTokens ai.usage.outputTokens
ai.usage.promptTokens ai.usage.reasoningTokens ai.usage.tokens ai.usage.totalTokens ai.value
ai.values ai_sdk all_messages_events amazon-bedrock anthropic anthropic.message.stop_reason
anthropic.usage.cache_creation.ephemeral_1h_input_tokens api_error application approval args
arguments assistant attributes audio audio.audio.url audioInput audioOutput author aws aws-api
aws.bedrock az.ai.inference az.ai.openai azure azure-openai azure.ai.inference azure.ai.openai
background-model base64 bigint body braintrust braintrust.input_json braintrust.metadata
braintrust.metrics braintrust.output_json braintrust.span_attributes business.unit businessUnit
business_unit cacheCreationInputTokens cacheRead cacheReadInputTokenCount cacheReadInputTokens
cacheWrite cacheWrite1h cacheWriteInputTokenCount cacheWriteInputTokens
cache_creation.ephemeral_1h_input_tokens cache_creation_1h_tokens cache_creation_input_tokens
cache_creation_tokens cache_read_input_tokens cache_read_tokens cache_write_tokens
cachedContentTokenCount cachedContentTokens cachedInputTokens cachedPromptTokens
cached_content_token_count cached_token_count cached_tokens call_id candidates candidatesTokenCount
candidates_token_count chat chat_history choices claude_code cohere com.anthropic.claude_code
completion completionTokens completion_reasoning_tokens completion_tokens
completion_tokens_details.audio_tokens completion_tokens_details.reasoning_tokens
config.systemInstruction config.system_instruction content contents contexts conversation
conversation.id conversationId cost cost_center cost_usd customer customer.id data db.query.result
db.system db.system.name decision deepseek department deployment.environment
deployment.environment.name description doc_id document document.format document.source.bytes
document_id documents duration_ms embedding embedding. embedding.model_name enduser.id entity.name
entity.type error error.message error.type error_class estimated_cost evaluator event.name events
exception exception.message exception.type execute_tool failed false file file.file_data
file.file_id fileData fileData.fileUri fileData.file_uri fileData.mimeType fileId file_data
file_data.file_uri file_data.mime_type file_id file_url files final_result finishReason
finish_reason fireworks first_token_at flow_name function function.arguments function.name
functionCall functionDeclarations functionResponse function_args function_call function_declarations
function_name function_response function_tools functions gateway.cost gcp.gemini gcp.gen_ai
gcp.vertex.agent gcp.vertex.agent.llm_request gcp.vertex.agent.llm_response
gcp.vertex.agent.session_id gcp.vertex.agent.tool_call_args gcp.vertex.agent.tool_response
gcp.vertex_ai gen_ai gen_ai.agent.id gen_ai.agent.input gen_ai.agent.name gen_ai.agent.tools
gen_ai.agent.version gen_ai.aggregated_usage. gen_ai.assistant.message gen_ai.chat gen_ai.choice
gen_ai.client.inference.operation.details gen_ai.client.operation.exception
gen_ai.client.time_to_first_token gen_ai.completion gen_ai.completion.0.content
gen_ai.completion.0.finish_reason gen_ai.completion.0.stop_reason gen_ai.content.
gen_ai.content.completion gen_ai.content.prompt gen_ai.conversation.id gen_ai.cost gen_ai.cost.total
gen_ai.cost.total_cost gen_ai.cost.total_tokens gen_ai.create_agent gen_ai.embeddings
gen_ai.evaluation.evaluator.name gen_ai.evaluation.explanation gen_ai.evaluation.label
gen_ai.evaluation.name gen_ai.evaluation.result gen_ai.evaluation.score
gen_ai.evaluation.score.label gen_ai.evaluation.score.value gen_ai.evaluator.name
gen_ai.event.content gen_ai.execute_tool gen_ai.generate_content gen_ai.generate_text
gen_ai.guardrail.input gen_ai.guardrail.output gen_ai.handoff gen_ai.input.messages
gen_ai.invoke_agent gen_ai.is_streaming gen_ai.memory.query.text gen_ai.model gen_ai.operation.name
gen_ai.output.messages gen_ai.pipeline gen_ai.prompt gen_ai.provider.name gen_ai.request
gen_ai.request.available_tools gen_ai.request.is_stream gen_ai.request.messages gen_ai.request.model
gen_ai.request.stream gen_ai.request.tools gen_ai.request.user gen_ai.response.finish_reason
gen_ai.response.finish_reasons gen_ai.response.id gen_ai.response.model gen_ai.response.streaming
gen_ai.response.text gen_ai.response.time_to_first_chunk gen_ai.response.time_to_first_token
gen_ai.response.tool_calls gen_ai.responses gen_ai.retrieval.documents gen_ai.retrieval.query.text
gen_ai.server.time_to_first_token gen_ai.session.id gen_ai.system gen_ai.system.message
gen_ai.system_instructions gen_ai.system_prompt gen_ai.text_completion gen_ai.thread.id
gen_ai.tool.args gen_ai.tool.call.arguments gen_ai.tool.call.id gen_ai.tool.call.result
gen_ai.tool.call_id gen_ai.tool.definitions gen_ai.tool.input gen_ai.tool.message gen_ai.tool.name
gen_ai.tool.output gen_ai.tool.status gen_ai.usage gen_ai.usage. gen_ai.usage.audio.input_tokens
gen_ai.usage.audio.output_tokens gen_ai.usage.cache_creation.input_tokens
gen_ai.usage.cache_creation_input_tokens gen_ai.usage.cache_read.input_tokens
gen_ai.usage.cache_read_input_tokens gen_ai.usage.cache_read_tokens
gen_ai.usage.cache_write.input_tokens gen_ai.usage.cache_write_input_tokens
gen_ai.usage.cache_write_tokens gen_ai.usage.cached_input_tokens gen_ai.usage.cached_tokens
gen_ai.usage.completion_tokens gen_ai.usage.cost gen_ai.usage.details.cache_creation_input_tokens
gen_ai.usage.details.cache_read_input_tokens gen_ai.usage.details.cache_read_tokens
gen_ai.usage.details.cache_write_tokens gen_ai.usage.details.cached_tokens
gen_ai.usage.details.input_audio_tokens gen_ai.usage.details.output_audio_tokens
gen_ai.usage.details.reasoning_tokens gen_ai.usage.details.thoughts_tokens
gen_ai.usage.input_token_details gen_ai.usage.input_tokens gen_ai.usage.input_tokens.cache_write
gen_ai.usage.input_tokens.cached gen_ai.usage.output_token_details gen_ai.usage.output_tokens
gen_ai.usage.output_tokens.reasoning gen_ai.usage.prompt_tokens gen_ai.usage.raw
gen_ai.usage.reasoning.output_tokens gen_ai.usage.reasoning_tokens gen_ai.usage.thoughts_tokens
gen_ai.usage.total_cost gen_ai.usage.total_tokens gen_ai.user.id gen_ai.user.message
gen_ai.workflow.name generations genkit genkit:input genkit:metadata:model genkit:metadata:subtype
genkit:output genkit:type google google-vertex google.generative-ai google.vertex google_adk groq
guardrail handoff handoff_to_ hidden_params honeyhive honeyhive_event_type http.host http.method
http.request.method http.response.status_code http.status_code ibm.watsonx.ai id image image.format
image.image.url image.source.bytes image.url image_url image_url.url inline inlineData
inlineData.data inlineData.mimeType inline_data inline_data.data inline_data.mime_type input
input.value inputSchema inputSchema.json inputTokenCount inputTokenDetails.cacheReadTokens
inputTokenDetails.cacheWriteTokens inputTokenDetails.noCacheTokens inputTokens inputTokens.cacheRead
inputTokens.cacheWrite inputTokens.noCache inputTokens.total input_audio.data input_audio.format
input_schema input_token_count input_token_details input_token_details.audio
input_token_details.cache_creation input_token_details.cache_read
input_token_details.ephemeral_1h_input_tokens input_tokens input_tokens_details.cache_read
input_tokens_details.cache_write_tokens input_tokens_details.cached_tokens instructions invoke_agent
isError is_error json json_schema kind kwargs laminar langfuse langfuse.environment
langfuse.metadata. langfuse.observation.completion_start_time langfuse.observation.cost_details
langfuse.observation.input langfuse.observation.level langfuse.observation.metadata.
langfuse.observation.model.name langfuse.observation.output langfuse.observation.status_message
langfuse.observation.type langfuse.observation.usage_details langfuse.release langfuse.session.id
langfuse.trace.metadata. langfuse.trace.name langfuse.trace.tags langfuse.user.id langsmith
langsmith.metadata. langsmith.metadata.ls_model_name langsmith.metadata.ls_provider
langsmith.request.streaming langsmith.span.kind langsmith.span.tags langsmith.usage_metadata
langwatch langwatch.customer.id langwatch.input langwatch.labels langwatch.metadata
langwatch.metadata. langwatch.metrics langwatch.output langwatch.span.type langwatch.thread.id
langwatch.timestamps langwatch.user.id lc lc_agent_name lk.function_tool.arguments
lk.function_tool.id lk.function_tool.is_error lk.function_tool.name lk.function_tool.output
lk.response.text lk.response.ttft lk.user_input llm llm.choices llm.completions
llm.completions.0.content llm.cost.total llm.finish_reason llm.input_messages
llm.invocation_parameters llm.is_streaming llm.model llm.model_name llm.output_messages
llm.output_messages.0.message.role llm.prompts llm.provider llm.request.functions llm.request.model
llm.request.model_name llm.request.type llm.response llm.response.finish_reason llm.response.id
llm.response.model llm.response.model_name llm.response.stop_reason
llm.response.time_to_first_token_ms llm.system llm.system_prompt llm.token.counts
llm.token_count.completion llm.token_count.completion_details.audio
llm.token_count.completion_details.reasoning llm.token_count.prompt
llm.token_count.prompt_details.audio llm.token_count.prompt_details.cache_read
llm.token_count.prompt_details.cache_write llm.token_count.total llm.tools llm.usage
llm.usage.cache_creation_input_tokens llm.usage.cache_read_input_tokens llm.usage.cached_tokens
llm.usage.completion_tokens llm.usage.cost llm.usage.input_tokens llm.usage.output_tokens
llm.usage.prompt_tokens llm.usage.reasoning_tokens llm.usage.total_tokens llm.user llm.vendor
lmnr.association.properties. lmnr.association.properties.metadata. lmnr.association.properties.tags
lmnr.span.input lmnr.span.output lmnr.span.type logfire logfire. logfire.pending_parent_id
logfire.span_type logfire.tags mastra mastra.agent_run.input mastra.agent_run.output
mastra.completion_start_time mastra.mapping.input mastra.mapping.output mastra.mcp_tool_call.input
mastra.mcp_tool_call.output mastra.metadata. mastra.model_chunk.output mastra.model_generation.input
mastra.model_generation.output mastra.model_inference.input mastra.model_inference.output
mastra.model_step.input mastra.model_step.output mastra.processor_run.input
mastra.processor_run.output mastra.span.type mastra.tags mastra.tool_call.input
mastra.tool_call.output mastra.workflow_run.input mastra.workflow_run.output
mastra.workflow_step.input mastra.workflow_step.output matches mcp mcp.method.name
mcp.request.params.arguments mcp.response.value mcp.tool.is_error mcp.tool.name media mediaType
media_type memory message message_content messages metadata metadata. metadata.usage_object mimeType
mime_type mistral mlflow mlflow.chat.tokenUsage mlflow.chat.tools mlflow.llm.cost mlflow.llm.model
mlflow.llm.provider mlflow.spanInputs mlflow.spanOutputs mlflow.spanType mlflow.trace.session
mlflow.trace.user mlflow.traceTag. modality model model_name model_request_parameters models/ name
net.peer.name noise none null number object ok openai openinference openinference.project.name
openinference.span.kind openrouter openrouter.usage.cost operation.cost operation.name other otlp
output output.value outputTokenCount outputTokenDetails.reasoningTokens outputTokens
outputTokens.reasoning outputTokens.total output_token_count output_token_details.audio
output_token_details.reasoning output_tokens output_tokens_details.reasoning_tokens outputs
pageContent page_content parameters parametersJsonSchema part_kind parts pending_span perplexity
project prompt prompt.id promptTokenCount promptTokens prompt_cache_creation_tokens
prompt_cache_hit_tokens prompt_cached_tokens prompt_id prompt_text prompt_token_count prompt_tokens
prompt_tokens_details.audio_tokens prompt_tokens_details.cache_creation_tokens
prompt_tokens_details.cache_write_tokens prompt_tokens_details.cached_tokens prompts provider
query_source_safe reasoning reasoningContent reasoningText reasoningText.text reasoningTokens
reasoning_content reasoning_token_count reasoning_tokens refusal release relevance_score replies
reply request requestModel request_id rerank reranker.input_documents reranker.model_name
reranker.output_documents resource resource.name response responseId responseTokenCount
response_cost response_id result results retrieval retrieval.documents role rpc.system scope score
sentry sentry.environment sentry.op server.address service.name service.namespace session session.id
session_id similarity sk.available_functions source.bytes source.data source.file_id
source.media_type source.url span.type spanward spanward.approval.approver spanward.approval.reason
spanward.approval.state spanward.business_unit spanward.cost_usd spanward.decision.alternatives
spanward.decision.chosen spanward.decision.reason spanward.handoff.from spanward.handoff.to
spanward.input spanward.kind spanward.labels spanward.output spanward.pending spanward.project
spanward.tag. spanward.use_case status step stopReason stop_reason stream string success summary
system systemInstruction system_instruction system_prompt tag.tags team team.id text thinking
thought thoughtsTokenCount thoughtsTokens thoughts_token_count thread thread.id together tokenUsage
token_usage tokens tokens.input_tokens tokens.output_tokens tool tool.blocked_on_user tool.execution
tool.id tool.json_schema tool.name tool.parameters tool.v2 toolCallId toolCalls toolDefinitions
toolInput toolName toolRequest toolResponse toolResult toolSpec toolUse toolUseId
toolUsePromptTokenCount tool_arguments tool_call tool_call.id tool_call_id tool_calls tool_input
tool_name tool_response tool_result tool_use_id tool_use_prompt_token_count tools tools/call total
totalTokenCount totalTokens totalUsage total_cost total_token_count total_tokens traceloop
traceloop.association.properties. traceloop.entity.input traceloop.entity.name
traceloop.entity.output traceloop.span.kind traceloop.workflow.name true ttft_ms type u uncached
unknown unset uri url usage usage.cached_tokens usage.completion_tokens usage.input_tokens
usage.output_tokens usage.prompt_tokens usage.reasoning_tokens usage.total_tokens usageMetadata
usage_metadata use.case useCase use_case user user.id userId user_api_key_team_alias user_id
user_prompt utf16le value value.cost vector_db.vendor video voltagent watsonx workflow workflow.name
wrapped x xai
`
    .trim()
    .split(/\s+/),
);
