import { Chat } from "../chat.ts";
import { semconv } from "../dialects/semconv.ts";
import { gpt } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { Random } from "../random.ts";
import type { AgentStep } from "../steps.ts";
import type { TraceScript } from "../trace-script.ts";
import type { Scenario } from "./scenario.ts";

const items = [
  ["Trail running shoes, size 42", "89.90"],
  ["Noise-cancelling headphones", "249.00"],
  ["Cast-iron pan, 28 cm", "54.50"],
  ["Merino sweater, navy", "119.00"],
  ["Electric kettle 1.7 l", "39.95"],
  ["Children's bicycle, 20 inch", "329.00"],
] as const;
const reasons = [
  "arrived damaged",
  "is the wrong size",
  "stopped working after two days",
  "never arrived",
] as const;
const system = `You are the customer care agent of an online shop. Be brief and kind.
Refund policy: full refund within 30 days with proof of purchase. Above 200 EUR a person approves.
Never promise what the policy does not allow. Always read the order before you answer.`;
const tools = ["get_order", "get_shipment", "create_refund", "send_mail"];

const profile = {
  name: "refund-agent",
  version: "2.3.0",
  description: "Answers customers, and refunds within the policy",
  choice: gpt,
};

/** Customer care: refunds, with a decision and above a limit an approval; and where an order is. */
export const refundAgent: Scenario = {
  agent: "refund-agent",
  service: "customer-care",
  dialect: semconv,
  play: (script, useCase) => {
    const order = createOrder(script.random);
    if (useCase === "order-status") playOrderStatus(script, order);
    else playRefund(script, order);
  },
};

export interface Order {
  id: string;
  item: string;
  price: string;
  reason: string;
}

export function createOrder(random: Random): Order {
  const [item, price] = random.pick(items);
  return { id: `A-${random.int(10_000, 99_999)}`, item, price, reason: random.pick(reasons) };
}

/** The run as the agent's own span sees it; `output` is what the customer reads. */
export function startRun(
  script: TraceScript,
  input: string,
  inside: (chat: Chat, run: AgentStep) => string,
): void {
  playAgent(script, { ...profile, input }, (run) => {
    const streams = script.random.chance(0.5);
    const chat = new Chat(script, {
      choice: gpt,
      system,
      tools,
      streams,
      caches: true,
      reasons: true,
    });
    chat.user(input);
    return inside(chat, run);
  });
}

export function orderJson({ id, item, price }: Order, deliveredDaysAgo: number): string {
  const delivery = { status: "delivered", delivered_days_ago: deliveredDaysAgo };
  return JSON.stringify({ id, item, price, currency: "EUR", ...delivery });
}

function playRefund(script: TraceScript, order: Order): void {
  const { random } = script;
  const age = random.int(2, 45);
  startRun(script, `My order ${order.id} ${order.reason}. I would like my money back.`, (chat) => {
    if (random.chance(0.04)) chat.fails("429", "Rate limit reached for requests per minute");
    chat.uses(["get_order", { order_id: order.id }, orderJson(order, age)]);
    script.play(
      {
        kind: "retrieval",
        source: "refund-policy",
        query: `refund ${order.reason}`,
        documents: policy,
      },
      () => script.wait(70),
    );
    const within = age <= 30;
    const large = Number(order.price) > 200;
    script.play(
      {
        kind: "decision",
        name: "refund",
        alternatives: ["full refund", "store credit", "refuse"],
        chosen: within ? "full refund" : "store credit",
        reason: within
          ? `Delivered ${age} days ago, within the 30 days of the policy, and it ${order.reason}.`
          : `Delivered ${age} days ago: past the 30 days, but the complaint is plausible.`,
      },
      () => script.wait(3),
    );
    if (!within)
      return chat.says(
        `I am sorry. The 30 days are over, but I can offer ${order.price} EUR as store credit.`,
      );
    if (large && !approve(script, order))
      return chat.says(
        "A colleague has looked at it and needs a photo of the damage before we refund you.",
      );
    chat.uses(refund(order, random.chance(0.05)));
    chat.uses([
      "send_mail",
      { template: "refund_confirmed", order_id: order.id },
      '{"queued":true}',
    ]);
    return chat.says(
      `Done: ${order.price} EUR for "${order.item}" go back to your card within 3 days.`,
    );
  });
}

function refund({ id, price }: Order, fails: boolean): Parameters<Chat["uses"]>[0] {
  const error = {
    type: "PaymentGatewayTimeout",
    message: "payment gateway did not answer within 10 s",
  };
  const done = JSON.stringify({ refund_id: `R-${id.slice(2)}`, status: "settled" });
  return [
    "create_refund",
    { order_id: id, amount: price, currency: "EUR" },
    fails ? { error } : done,
  ];
}

function approve(script: TraceScript, { price, item }: Order): boolean {
  const approved = script.random.chance(0.85);
  script.play(
    {
      kind: "approval",
      name: "refund above 200 EUR",
      request: `Refund ${price} EUR for "${item}"`,
      state: approved ? "approved" : "denied",
      reason: approved ? "Photo shows the damage" : "No proof of the damage",
      approver: script.random.pick(["m.keller", "s.okafor"]),
    },
    () => script.wait(40_000),
  );
  return approved;
}

function playOrderStatus(script: TraceScript, order: Order): void {
  const days = script.random.int(1, 4);
  startRun(script, `Where is my order ${order.id}?`, (chat) => {
    const shipment = JSON.stringify({
      carrier: "DHL",
      state: "in transit",
      expected_in_days: days,
    });
    chat.uses(
      ["get_order", { order_id: order.id }, orderJson(order, 0)],
      ["get_shipment", { order_id: order.id }, shipment],
    );
    return chat.says(
      `Your "${order.item}" is on its way with DHL and should arrive in ${days} days.`,
    );
  });
}

const policy = [
  {
    id: "policy-4",
    content: "Full refund within 30 days of delivery, with proof of purchase.",
    score: 0.91,
  },
  { id: "policy-7", content: "Above 200 EUR a team lead approves the refund.", score: 0.84 },
  {
    id: "policy-9",
    content: "After 30 days store credit may be offered for plausible complaints.",
    score: 0.71,
  },
];
