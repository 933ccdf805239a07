import { Chat } from "../chat.ts";
import { semconv } from "../dialects/semconv.ts";
import { gemini } from "../organisation.ts";
import type { TraceScript } from "../trace-script.ts";
import { playAgent } from "../play-agent.ts";
import type { Scenario } from "./scenario.ts";

const purchases = [
  ["40 office chairs", ["Sitwell GmbH", "Bureau Nord", "Kontor24"], 12_400],
  ["12 laptops for the data team", ["Notebook AG", "TechDirekt"], 21_900],
  ["A year of translation services", ["Lingua One", "Wortwerk", "Babel & Co"], 8_300],
  ["Replacement pumps for plant 2", ["Pumpen Meyer", "HydroTec"], 46_000],
] as const;
const system = `You prepare purchases. Ask at least two suppliers, compare price, delivery and risk, and propose one.
Orders above 10,000 EUR need the approval of the budget owner. Never order before it is given.`;

const profile = {
  name: "procurement-agent",
  version: "1.2.0",
  description: "Gets offers, compares and orders",
  choice: gemini,
};

/** Purchasing: offers side by side, a decision with alternatives, an approval above a limit. */
export const procurementAgent: Scenario = {
  agent: "procurement-agent",
  service: "sourcing",
  dialect: semconv,
  play: (script, useCase) => {
    const { random } = script;
    const [goods, suppliers, amount] = random.pick(purchases);
    const isNew = useCase === "supplier-onboarding";
    const input = isNew ? `Check ${suppliers[0]} as a new supplier.` : `We need ${goods}.`;
    playAgent(script, { ...profile, input }, () => {
      const tools = ["request_offer", "check_supplier", "place_order"];
      const chat = new Chat(script, { choice: gemini, system, tools, streams: true });
      chat.user(input);
      return isNew
        ? checkSupplier(script, chat, suppliers[0])
        : buy(script, chat, { goods, suppliers, amount });
    });
  },
};

function checkSupplier(script: TraceScript, chat: Chat, supplier: string): string {
  const { random } = script;
  const error = {
    type: "RegisterUnavailable",
    message: "company register: maintenance until 20:00",
  };
  const found = JSON.stringify({
    supplier,
    registered: true,
    rating: random.pick(["A", "B", "C"]),
  });
  chat.uses(["check_supplier", { supplier }, random.chance(0.08) ? { error } : found]);
  script.play(
    { kind: "retrieval", source: "sanctions-lists", query: supplier, documents: [] },
    () => script.wait(160),
  );
  return chat.says(
    `${supplier}: registered, no entry in the sanctions lists. Payment terms: 30 days.`,
  );
}

interface Purchase {
  goods: string;
  suppliers: readonly string[];
  amount: number;
}

function buy(script: TraceScript, chat: Chat, { goods, suppliers, amount }: Purchase): string {
  const { random } = script;
  const offers = suppliers.map((supplier) => ({
    supplier,
    price: Math.round(random.around(amount)),
    days: random.int(3, 40),
  }));
  chat.uses(
    ...offers.map((offer): Parameters<Chat["uses"]>[0] => [
      "request_offer",
      { supplier: offer.supplier, goods },
      JSON.stringify(offer),
    ]),
  );
  const best = offers.toSorted((one, other) => one.price - other.price)[0] ?? {
    supplier: "",
    price: amount,
    days: 0,
  };
  script.play(
    {
      kind: "decision",
      name: "supplier",
      alternatives: offers.map(
        ({ supplier, price, days }) => `${supplier}: ${price} EUR, ${days} days`,
      ),
      chosen: `${best.supplier}: ${best.price} EUR, ${best.days} days`,
      reason: `Lowest price of ${offers.length} offers; delivery in ${best.days} days is soon enough.`,
    },
    () => script.wait(3),
  );
  if (best.price > 10_000) {
    const approved = random.chance(0.8);
    script.play(
      {
        kind: "approval",
        name: "order above 10,000 EUR",
        request: `Order ${goods} from ${best.supplier} for ${best.price} EUR`,
        state: approved ? "approved" : "denied",
        reason: approved ? "In the plan" : "Not in this year's budget",
        approver: "budget.owner",
      },
      () => script.wait(90_000),
    );
    if (!approved) return chat.says("The order was not approved. Nothing was ordered.");
  }
  chat.uses([
    "place_order",
    { supplier: best.supplier, goods, price: best.price },
    '{"order":"placed"}',
  ]);
  return chat.says(
    `Ordered ${goods} from ${best.supplier} for ${best.price} EUR, delivery in ${best.days} days.`,
  );
}
