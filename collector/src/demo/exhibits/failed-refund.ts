import { orderJson, startRun } from "../scenarios/refund-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const order = {
  id: "A-40417",
  item: "Noise-cancelling headphones",
  price: "149.00",
  reason: "stopped working after two days",
};
const timeout = {
  type: "PaymentGatewayTimeout",
  message: "payment gateway did not answer within 10 s",
};

export const failedRefund: ExhibitSource = {
  id: "failed-refund",
  name: "Failed refund",
  description: "The payment gateway times out three times and the run ends without a refund.",
  heavy: false,
  agent: "refund-agent",
  useCase: "refunds",
  agoMs: 12 * 60_000,
  *play(script) {
    const refund = { order_id: order.id, amount: order.price, currency: "EUR" };
    startRun(script, `My order ${order.id} ${order.reason}. Please refund me.`, (chat, run) => {
      chat.uses(["get_order", { order_id: order.id }, orderJson(order, 6)]);
      script.play(
        {
          kind: "decision",
          name: "refund",
          alternatives: ["full refund", "store credit", "refuse"],
          chosen: "full refund",
          reason: "Delivered 6 days ago, and it stopped working after two days.",
        },
        () => script.wait(3),
      );
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        chat.uses(["create_refund", { ...refund, attempt }, { error: timeout }]);
      }
      chat.uses([
        "send_mail",
        { template: "refund_delayed", order_id: order.id },
        '{"queued":true}',
      ]);
      run.error = {
        type: "RefundFailed",
        message: `refund of ${order.id} failed: ${timeout.message}`,
      };
      return chat.says("I could not refund you right now. A colleague will do it by tomorrow.");
    });
    yield script.takeSpans();
  },
};
