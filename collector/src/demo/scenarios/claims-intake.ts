import { Chat } from "../chat.ts";
import { semconv } from "../dialects/semconv.ts";
import { claude } from "../organisation.ts";
import type { TraceScript } from "../trace-script.ts";
import { playAgent } from "../play-agent.ts";
import type { Scenario } from "./scenario.ts";

const cases = [
  ["Water damage in the kitchen after a burst pipe", "household", 2_400],
  ["Rear-end collision at a traffic light, no injuries", "motor", 3_850],
  ["Stolen bicycle from a locked cellar", "household", 1_200],
  ["Hail damage to the roof and two skylights", "building", 9_700],
  ["Broken phone screen while travelling", "travel", 310],
] as const;
const system = `You take in insurance claims. Extract the facts, check cover and limits, and decide:
pay, ask for documents, or pass on to the fraud desk. State which clause you used. Do not guess amounts.`;
const tools = ["find_policy", "read_documents", "check_prior_claims", "register_claim"];

const profile = {
  name: "claims-intake",
  version: "1.8.2",
  description: "Takes in claims and decides who looks at them",
  choice: claude,
};

const fraudDesk = {
  name: "fraud-desk",
  version: "1.1.0",
  description: "Checks claims for signs of fraud",
  choice: claude,
};

/** Insurance claims: facts, cover, prior claims; suspicious ones go to the fraud desk. */
export const claimsIntake: Scenario = {
  agent: "claims-intake",
  service: "claims",
  dialect: semconv,
  play: (script, useCase) => {
    const { random } = script;
    const [event, line, amount] = random.pick(cases);
    const claim = `C-${random.int(100_000, 999_999)}`;
    const input = `Claim ${claim} (${line}): ${event}. Estimated damage ${amount} EUR.`;
    playAgent(script, { ...profile, input }, () => {
      const chat = new Chat(script, {
        choice: claude,
        system,
        tools,
        caches: true,
        reportsCost: true,
      });
      chat.user(input);
      readFacts(script, chat, { claim, line });
      const suspicious = useCase === "fraud-triage" || random.chance(0.1);
      return suspicious ? passOn(script, chat, claim) : settle(script, chat, { claim, amount });
    });
  },
};

function readFacts(
  script: TraceScript,
  chat: Chat,
  { claim, line }: { claim: string; line: string },
): void {
  const policyNumber = `P-${script.random.int(1_000_000, 9_999_999)}`;
  if (script.random.chance(0.03)) chat.fails("overloaded_error", "Overloaded");
  chat.uses(
    [
      "find_policy",
      { claim },
      JSON.stringify({ policy: policyNumber, line, deductible: 150, limit: 20_000 }),
    ],
    [
      "read_documents",
      { claim },
      JSON.stringify({ pages: script.random.int(1, 9), invoice: true, photos: 3 }),
    ],
  );
  const error = { type: "TimeoutError", message: "claims register: no answer within 5 s" };
  if (script.random.chance(0.05))
    chat.uses(["check_prior_claims", { policy: policyNumber }, { error }]);
  chat.uses([
    "check_prior_claims",
    { policy: policyNumber },
    JSON.stringify({ last_5_years: script.random.int(0, 4), open: 0 }),
  ]);
}

function passOn(script: TraceScript, chat: Chat, claim: string): string {
  decide(
    script,
    "fraud desk",
    "Three similar claims in two years and the invoice predates the event.",
  );
  const input = `Please look at ${claim}: the dates do not fit.`;
  const handoff = { from: profile.name, to: fraudDesk.name, message: input };
  script.play({ kind: "handoff", ...handoff }, () => {
    playAgent(script, { ...fraudDesk, input }, () => {
      const own = new Chat(script, {
        choice: claude,
        system: "You look for signs of fraud.",
        tools: ["compare_invoices"],
        caches: true,
      });
      own.user(input);
      own.uses([
        "compare_invoices",
        { claim },
        '{"matches":2,"same_issuer":true,"similarity":0.93}',
      ]);
      return own.says("Score 0.78: the invoice was used before. A person should look at it.");
    });
  });
  return chat.says(`${claim} is with the fraud desk. The customer gets a neutral notice.`);
}

function settle(script: TraceScript, chat: Chat, at: { claim: string; amount: number }): string {
  const { claim, amount } = at;
  decide(
    script,
    amount > 5_000 ? "send an expert" : "pay",
    `Covered, below the limit of 20,000 EUR; damage ${amount} EUR.`,
  );
  if (amount > 5_000) return chat.says(`${claim}: an expert visits within two working days.`);
  chat.uses(["register_claim", { claim, pay: amount - 150 }, '{"registered":true}']);
  return chat.says(`${claim}: covered. ${amount - 150} EUR after the deductible of 150 EUR.`);
}

function decide(script: TraceScript, chosen: string, reason: string): void {
  const alternatives = ["pay", "ask for documents", "send an expert", "fraud desk"];
  script.play({ kind: "decision", name: "claim", alternatives, chosen, reason }, () =>
    script.wait(2),
  );
}
