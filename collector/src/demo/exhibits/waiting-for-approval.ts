import { orderJson, startRun } from "../scenarios/refund-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const order = {
  id: "A-77120",
  item: "Children's bicycle, 20 inch",
  price: "329.00",
  reason: "arrived damaged",
};

export const waitingForApproval: ExhibitSource = {
  id: "waiting-for-approval",
  name: "Waiting for approval",
  description: "A refund above 200 EUR: the run is suspended until a person decides.",
  heavy: false,
  agent: "refund-agent",
  useCase: "refunds",
  agoMs: 4 * 60_000,
  *play(script) {
    startRun(script, `My order ${order.id} ${order.reason}. I want my money back.`, (chat) => {
      chat.uses(["get_order", { order_id: order.id }, orderJson(order, 3)]);
      chat.says(
        "This refund is above 200 EUR, so a colleague has to approve it. I will write to you.",
      );
      script.play(
        {
          kind: "approval",
          name: "refund above 200 EUR",
          request: `Refund ${order.price} EUR for "${order.item}": it ${order.reason}`,
          state: "pending",
          reason: "Policy 7: above 200 EUR a team lead approves",
          approver: "",
        },
        () => script.wait(60_000),
      );
      return "";
    });
    yield script.takeSpans();
  },
};
