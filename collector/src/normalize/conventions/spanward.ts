/**
 * The attributes of our own SDK. Model calls, agents and tools follow the GenAI semantic conventions
 * (`gen_ai.*`); these say what those have no name for.
 */
export const spanward = {
  /** What the span is: one of the span kinds. Only needed where `gen_ai.operation.name` has no word. */
  kind: "spanward.kind",

  /** true: a placeholder, sent while the span is open; the span itself takes its place when it ends. */
  pending: "spanward.pending",

  businessUnit: "spanward.business_unit",
  project: "spanward.project", // the organisation's project; becomes the tag `project`
  useCase: "spanward.use_case",
  /** `spanward.tag.<key>`: any other tag. */
  tagPrefix: "spanward.tag.",
  labels: "spanward.labels", // list of texts

  /** What went into and came out of a span that is neither a model call nor a tool. Text or JSON. */
  input: "spanward.input",
  output: "spanward.output",

  decisionAlternatives: "spanward.decision.alternatives", // list of texts
  decisionChosen: "spanward.decision.chosen",
  decisionReason: "spanward.decision.reason",

  handoffFrom: "spanward.handoff.from",
  handoffTo: "spanward.handoff.to",

  approvalState: "spanward.approval.state", // pending | approved | denied | expired | cancelled
  approvalReason: "spanward.approval.reason",
  approvalApprover: "spanward.approval.approver",

  /** Cost of a model call in US dollars, as decimal text. */
  costUsd: "spanward.cost_usd",
} as const;
