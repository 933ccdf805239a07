import { accountOf, type CallAccount, lend, lendTotal } from "./call-account.ts";
import { type CallNode, type CallWitness, isSameClass } from "./call-node.ts";
import { areTwins, inOrder, richestFirst, speakOfOneCall, twinKeyOf } from "./compare-calls.ts";

/** What was decided of one call. */
export interface Settlement {
  /** Whether it counts: as one call, with the numbers of `account`. */
  counted: boolean;
  /** The id of the span that counts instead of this one; "" when this one counts. */
  supersededBy: string;
  /** Its numbers, with what other accounts of the call lent it if it counts. */
  account: CallAccount;
}

/**
 * Decides which of several accounts of a call counts: the innermost that answered, since wrappers
 * repeat what is inside them; of accounts with one answer id, or alike in tokens and time, the one that
 * knows most. The others lend it what it lacks. `nodes` must hold whole clusters: every call inside and around each.
 */
export function settleCalls(
  nodes: readonly CallNode[],
  witnesses: readonly CallWitness[],
): Map<string, Settlement> {
  const order = innermostFirst(nodes);
  const replaced = new Map<CallNode, CallNode[]>(); // by whom: calls that count instead of it
  for (const node of order) replaceByInner(node, replaced);
  const answers = groupBy(order, ({ span }) => span.responseId);
  for (const [id, group] of answers) if (id !== "") replaceByAnswer(group, replaced);
  const likes = groupBy(order, ({ span }) => twinKeyOf(span));
  for (const [key, group] of likes) if (key !== "") replaceByTwin(group, replaced);

  const accounts = new Map(order.map((node) => [node, accountOf(node.span)]));
  const spans = groupBy(order, ({ span }) => span.spanId);
  for (const witness of witnesses.toSorted(byTime)) {
    const told = new Set([...(spans.get(witness.spanId) ?? []), ...answersOf(witness, answers)]);
    for (const node of told) lendTo(standing(node, replaced), witness.account, accounts);
  }
  for (const node of order) {
    const account = accounts.get(node);
    if (replaced.has(node) && account !== undefined)
      lendTo(standing(node, replaced), account, accounts);
  }
  return new Map(
    order.map((node) => {
      const counted = !replaced.has(node);
      const account = (counted ? accounts.get(node) : undefined) ?? accountOf(node.span);
      const supersededBy = counted ? "" : (standing(node, replaced)[0]?.span.spanId ?? "");
      return [node.span.spanId, { counted, supersededBy, account }];
    }),
  );
}

function replaceByInner(node: CallNode, replaced: Map<CallNode, CallNode[]>): void {
  const inside = node.inner.flatMap((inner) => replaced.get(inner) ?? [inner]);
  const answered = inside.filter(({ span }) => span.status !== "error");
  // Attempts that failed do not speak for a call that answered.
  const instead = answered.length > 0 || node.span.status !== "error" ? answered : inside;
  if (instead.length > 0) replaced.set(node, instead.toSorted(inOrder));
}

function replaceByAnswer(group: CallNode[], replaced: Map<CallNode, CallNode[]>): void {
  const ranked = group.toSorted(richestFirst);
  const best = ranked.find((node) => replaced.has(node)) ?? ranked[0];
  if (best === undefined) return;
  const instead = replaced.get(best) ?? [best];
  for (const node of ranked) {
    if (replaced.has(node) || instead.includes(node) || !isSameClass(node.span, best.span))
      continue;
    if (speakOfOneCall(node.span, best.span)) replaced.set(node, instead);
  }
}

function replaceByTwin(group: CallNode[], replaced: Map<CallNode, CallNode[]>): void {
  if (new Set(group.map(({ span }) => span.scope)).size < 2) return;
  for (const best of group.toSorted(richestFirst)) {
    for (const node of replaced.has(best) ? [] : group) {
      if (node !== best && !replaced.has(node) && areTwins(best.span, node.span))
        replaced.set(node, [best]);
    }
  }
}

/** The calls that count in place of a node in the end; itself when nothing replaced it. */
function standing(node: CallNode, replaced: Map<CallNode, CallNode[]>): CallNode[] {
  const found = new Set<CallNode>();
  const seen = new Set<CallNode>();
  const visit = (at: CallNode): void => {
    if (seen.has(at)) return;
    seen.add(at);
    const instead = replaced.get(at);
    if (instead === undefined) found.add(at);
    else for (const next of instead) visit(next);
  };
  visit(node);
  return [...found].toSorted(inOrder);
}

function lendTo(to: CallNode[], from: CallAccount, accounts: Map<CallNode, CallAccount>): void {
  const [first] = to;
  const own = first === undefined ? undefined : accounts.get(first);
  if (first === undefined || own === undefined) return;
  const all = to.flatMap((node) => accounts.get(node) ?? []);
  accounts.set(first, lend(own, to.length === 1 ? from : lendTotal(all, from)));
}

const answersOf = ({ responseId }: CallWitness, answers: Map<string, CallNode[]>): CallNode[] =>
  responseId === "" ? [] : (answers.get(responseId) ?? []);

const byTime = (a: CallWitness, b: CallWitness): number => {
  if (a.timeUnixNano !== b.timeUnixNano) return a.timeUnixNano < b.timeUnixNano ? -1 : 1;
  return a.key < b.key ? -1 : Number(a.key > b.key);
};

function innermostFirst(nodes: readonly CallNode[]): CallNode[] {
  const depths = new Map<CallNode, number>();
  for (const node of nodes) {
    let depth = 0;
    for (let at = node.outer; at !== null; at = at.outer) depth += 1;
    depths.set(node, depth);
  }
  return nodes.toSorted((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0) || inOrder(a, b));
}

function groupBy(
  nodes: readonly CallNode[],
  keyOf: (node: CallNode) => string,
): Map<string, CallNode[]> {
  const groups = new Map<string, CallNode[]>();
  for (const node of nodes) {
    const group = groups.get(keyOf(node));
    if (group === undefined) groups.set(keyOf(node), [node]);
    else group.push(node);
  }
  return groups;
}
