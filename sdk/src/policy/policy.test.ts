import { expect, test } from "vitest";
import { compilePolicy } from "./compile-policy.ts";
import type { PolicyAction } from "./judge-action.ts";
import { matchesName } from "./match-name.ts";
import type { PolicyDocument, PolicyRule } from "./policy-document.ts";
import { PolicyError, readPolicy } from "./read-policy.ts";
import { RunFacts } from "./run-facts.ts";

const document = (more: Partial<PolicyDocument>): PolicyDocument => ({
  format: "spanward.policy/1",
  id: "p",
  version: 1,
  tools: { refund: {}, read_customers: { labels: ["customer_data"] }, send_external: { tier: 1 } },
  ...more,
});
const withRules = (...rules: PolicyRule[]) => document({ rules });

function judge(
  policy: PolicyDocument,
  tool: string,
  {
    args = {},
    facts = new RunFacts(0),
    tier = 1,
    effect = "write",
  }: Partial<Pick<PolicyAction, "args" | "facts" | "tier" | "effect">> = {},
) {
  const viewRun = () => facts.view({ id: "r", depth: 0, useCase: "u", taskType: "" }, 0);
  const agent = { id: "care", version: "1" };
  const action = { tool, effect, args, tier, facts, agent, subject: "s", viewRun };
  return compilePolicy([readPolicy(policy)], "care").judge(action);
}

test("what is not named is denied, whatever else is allowed", () => {
  expect(judge(document({}), "delete_all")).toMatchObject({
    outcome: "deny",
    code: "tool.not_allowed",
  });
  expect(judge(document({}), "refund")).toMatchObject({ outcome: "allow", tier: 2 });
  const globs = document({ tools: { "search_*": { tier: 1 } } });
  expect(judge(globs, "search_web").outcome).toBe("allow");
  expect(judge(globs, "research_web").outcome).toBe("deny");
  // Documents of other agents say nothing.
  expect(judge(document({ agents: ["billing"] }), "refund").outcome).toBe("deny");
});

test("a rule may allow a tool under a condition", () => {
  const policy = withRules({
    id: "small",
    effect: "allow",
    tools: ["tip"],
    when: "args.amount < 5",
  });
  expect(judge(policy, "tip", { args: { amount: 4 } })).toMatchObject({
    outcome: "allow",
    ruleIds: ["small"],
  });
  expect(judge(policy, "tip", { args: { amount: 6 } }).code).toBe("tool.not_allowed");
  expect(judge(policy, "tip").code).toBe("tool.not_allowed"); // the condition cannot be answered
  expect(judge(policy, "other").outcome).toBe("deny");
});

test("denial wins over approval, approval over permission; observed rules do nothing but are told", () => {
  const rules: PolicyRule[] = [
    { id: "yes", effect: "allow" },
    { id: "ask", effect: "require_approval", when: "args.amount > 200" },
    { id: "no", effect: "deny", when: "args.amount > 500", reason: "above 500" },
    { id: "new", effect: "deny", when: "args.amount > 10", mode: "observe" },
  ];
  const of = (amount: number) => judge(withRules(...rules), "refund", { args: { amount } });
  expect(of(5)).toMatchObject({ outcome: "allow", observed: [] });
  expect(of(50)).toMatchObject({
    outcome: "allow",
    observed: [{ ruleId: "new", outcome: "deny" }],
  });
  expect(of(300)).toMatchObject({ outcome: "require_approval", ruleIds: ["ask"] });
  expect(of(600)).toMatchObject({ outcome: "deny", ruleIds: ["no"], reason: "above 500" });
});

test("a denial or approval whose condition cannot be answered holds", () => {
  const policy = withRules({ id: "limit", effect: "deny", when: "args.amount > 200" });
  expect(judge(policy, "refund", { args: {} })).toMatchObject({
    outcome: "deny",
    ruleIds: ["limit"],
  });
});

test("after reading customers, sending needs approval: by sequence and by label", () => {
  const bySequence = withRules({
    id: "seq",
    effect: "require_approval",
    tools: ["send_external"],
    after: ["read_*"],
  });
  const byLabel = withRules({
    id: "flow",
    effect: "deny",
    tools: ["send_external"],
    labels: ["customer_data"],
  });
  const facts = new RunFacts(0);
  expect(judge(bySequence, "send_external", { facts }).outcome).toBe("allow");
  expect(judge(byLabel, "send_external", { facts }).outcome).toBe("allow");
  const { labels } = judge(byLabel, "read_customers", { facts });
  facts.toolRan("read_customers", labels);
  expect(judge(bySequence, "send_external", { facts }).outcome).toBe("require_approval");
  expect(judge(byLabel, "send_external", { facts }).outcome).toBe("deny");
});

test("conditions see the run", () => {
  const policy = withRules({
    id: "twice",
    effect: "deny",
    when: 'count(run.tools, "refund") >= 2 || run.costUsd > 1.5',
  });
  const facts = new RunFacts(0);
  expect(judge(policy, "refund", { facts }).outcome).toBe("allow");
  facts.toolRan("refund", []);
  facts.toolRan("refund", []);
  expect(judge(policy, "refund", { facts }).outcome).toBe("deny");
  const spent = new RunFacts(0);
  spent.spent({ tokens: 1, costNano: 1_500_000_001n });
  expect(judge(policy, "refund", { facts: spent }).outcome).toBe("deny");
});

test("a transformation changes arguments, and what follows judges the changed ones", () => {
  const policy = withRules(
    { id: "cap", effect: "transform", when: "args.limit > 100", set: { limit: "100", bcc: null } },
    { id: "no-bcc", effect: "deny", when: "has(args.bcc)" },
  );
  const args = { limit: 500, bcc: "x@y" };
  expect(judge(policy, "refund", { args })).toMatchObject({
    outcome: "transform",
    args: { limit: 100 },
  });
  expect(args).toEqual({ limit: 500, bcc: "x@y" }); // what was given stays as it was
  expect(judge(policy, "refund", { args: { limit: 5, bcc: "x" } }).outcome).toBe("deny");
  expect(judge(policy, "refund", { args: { limit: 5 } })).toMatchObject({ outcome: "allow" });
  // A transformation that fails is a denial: the arguments are not sent unchanged.
  const broken = withRules({ id: "t", effect: "transform", set: { to: "args.missing" } });
  expect(judge(broken, "refund")).toMatchObject({ outcome: "deny", ruleIds: ["t"] });
});

test("the strictest tier holds, and tier 3 asks for everything", () => {
  expect(judge(document({}), "refund", { effect: "irreversible" }).outcome).toBe(
    "require_approval",
  );
  expect(judge(document({}), "send_external", { effect: "irreversible" }).tier).toBe(1);
  expect(judge(document({}), "send_external", { tier: 3 }).outcome).toBe("require_approval");
});

test("a document that cannot be used says where and why", () => {
  const problems = (json: unknown) => {
    try {
      readPolicy(json);
    } catch (error) {
      if (error instanceof PolicyError) return error.problems;
    }
    return [];
  };
  const bad = {
    ...document({}),
    version: 0,
    tool: {},
    rules: [
      { id: "a", effect: "block" },
      { id: "b", effect: "transform" },
    ],
  };
  expect(problems(bad)).toEqual([
    'the document has no "tool"',
    "/version must be >= 1",
    "/rules/0/effect must be one of allow, deny, require_approval, transform",
    "/rules/1 must have required property 'set'",
  ]);
  const conditions = withRules(
    { id: "a", effect: "deny", when: "amount > 3" },
    { id: "a", effect: "deny", when: "args.amount +" },
    { id: "c", effect: "deny", when: "size(args.list)" },
  );
  expect(problems(conditions)).toEqual([
    expect.stringContaining('/rules/0/when (rule "a"): Unknown variable: amount'),
    expect.stringContaining('/rules/1/when (rule "a")'),
    expect.stringContaining("it gives int"),
    'there are two rules "a"',
  ]);
  expect(
    problems({ ...document({}), budgets: [{ id: "b", scope: "agent", window: "day" }] }),
  ).not.toEqual([]);
  expect(problems("text")).not.toEqual([]);
  expect(problems(document({}))).toEqual([]);
});

test("patterns: * stands for any text, and long names cost no more than their length", () => {
  for (const [pattern, name, matches] of [
    ["a", "a", true],
    ["a*", "abc", true],
    ["*c", "abc", true],
    ["a*c", "ac", true],
    ["ab*bc", "abc", false],
    ["a*b*c", "a-b-c", true],
    ["a*b*b", "ab", false],
    ["*", "", true],
  ] as const) {
    expect([pattern, name, matchesName(pattern, name)]).toEqual([pattern, name, matches]);
  }
  expect(matchesName("*a*a*a*a*a*a*b", "a".repeat(100_000))).toBe(false);
});
