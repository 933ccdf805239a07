import type { ControlOrder, ControlPlane } from "./control-plane.ts";

/** What a guard does on the server's orders. */
export interface OrderEffects {
  load: (text: string) => void;
  kill: (order: Extract<ControlOrder, { kind: "kill" }>) => void;
  revive: (order: Extract<ControlOrder, { kind: "revive" }>) => void;
  setBreaker: (order: Extract<ControlOrder, { kind: "breaker" }>) => void;
}

/**
 * Carries out what the server orders, and says so once it has taken effect. An order of an epoch that is
 * over changes nothing; one that cannot be carried out, such as a bundle that is not signed, is not
 * acknowledged, which the server sees.
 */
export function followOrders(controlPlane: ControlPlane, effects: OrderEffects): () => void {
  let newest = -1;
  const carryOut = (order: ControlOrder) => {
    switch (order.kind) {
      case "bundle":
        return effects.load(order.text);
      case "kill":
        return effects.kill(order);
      case "revive":
        return effects.revive(order);
      case "breaker":
        return effects.setBreaker(order);
    }
  };
  return controlPlane.subscribe((order) => {
    if (order.epoch <= newest) return;
    try {
      carryOut(order);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      process.emitWarning(`an order of the server was not carried out: ${why}`, "SpanwardWarning");
      return;
    }
    newest = order.epoch;
    controlPlane.acknowledge(order.epoch);
  });
}
