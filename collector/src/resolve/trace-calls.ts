import { type SpanRecord, spanFlags } from "@spanward/clickhouse/records";
import { accountOf } from "./call-account.ts";
import { createCallForest } from "./call-forest.ts";
import { areTwins, twinKeyOf } from "./compare-calls.ts";
import { type CallNode, type CallWitness, type LinkSpan, passes, witnessOf } from "./call-node.ts";
import { correct, partsOf, rankOf, replace } from "./correction.ts";
import { createIndex } from "./list-index.ts";
import { settleCalls, type Settlement } from "./settle-calls.ts";
import { createWitnessBook } from "./witness-book.ts";

const settleAlone = ({ span }: CallNode): Map<string, Settlement> =>
  new Map([[span.spanId, { counted: true, supersededBy: "", account: accountOf(span) }]]);

/** The calls of one trace, as far as they have come in. */
export class TraceCalls {
  readonly #forest = createCallForest();
  readonly #witnesses = createWitnessBook();
  readonly #rows = new Map<string, SpanRecord>(); // of each call, as last decided
  readonly #ranks = new Map<string, bigint>(); // of the fullest delivery of each span
  readonly #answers = createIndex<string>(); // ids of calls, by the id of their answer
  readonly #scopes = new Map<string, Set<string>>(); // of calls, by what makes calls alike
  readonly #likes = createIndex<string>(); // ids of calls, by what makes them alike and their scope
  readonly #touched = new Set<CallNode>();
  readonly #arrived = new Set<string>();

  /** How much is remembered. */
  get size(): number {
    return this.#forest.size() + this.#witnesses.size();
  }

  addSpan(span: SpanRecord): void {
    if ((span.flags & spanFlags.pending) !== 0) return;
    const { spanId } = span;
    const isFuller = rankOf(span) > (this.#ranks.get(spanId) ?? -1n);
    if (isFuller) this.#touch(this.#forest.add(span));
    const [node, row] = [this.#forest.get(spanId), this.#rows.get(spanId)];
    if (node !== undefined) this.#touch([node]);
    else if (isFuller) this.#addQuotation(span);
    if (isFuller && (node !== undefined || passes(span.kind)))
      this.#ranks.set(spanId, rankOf(span));
    if (node === undefined && row === undefined) return;
    this.#arrived.add(spanId);
    this.#rows.set(spanId, row === undefined ? span : replace(row, span));
    if (node !== undefined && isFuller) this.#index(span);
  }

  /** Adds a span that is no call, unless it came as one before. */
  addLink(link: LinkSpan): void {
    const { kind, spanId } = link;
    if (this.#rows.has(spanId)) return this.addSpan(link.toRecord());
    if (rankOf(link) <= (this.#ranks.get(spanId) ?? -1n)) return;
    this.#touch(this.#forest.addLink(link));
    if (passes(kind)) this.#ranks.set(spanId, rankOf(link));
  }

  addWitness(witness: CallWitness): void {
    if (!this.#witnesses.add(witness)) return;
    const node = this.#forest.get(witness.spanId);
    this.#touch([...(node === undefined ? [] : [node]), ...this.#answeredWith(witness.responseId)]);
  }

  /** Decides anew where something was added: the rows of what came in, and of what changed by it. */
  settle(): SpanRecord[] {
    // What turned out to be no call after all has only the row it came with.
    const changed = [...this.#arrived].flatMap((spanId) =>
      this.#forest.get(spanId) === undefined ? (this.#rows.get(spanId) ?? []) : [],
    );
    const done = new Set<CallNode>();
    for (const node of this.#touched) {
      if (done.has(node) || this.#forest.get(node.span.spanId) !== node) continue;
      const cluster = this.#clusterOf(node);
      for (const other of cluster) done.add(other);
      for (const row of this.#settleCluster([...cluster])) changed.push(row);
    }
    this.#touched.clear();
    this.#arrived.clear();
    return changed;
  }

  #index(span: SpanRecord): void {
    this.#answers.add(span.responseId, span.spanId);
    const key = twinKeyOf(span);
    if (key === "") return;
    this.#scopes.set(key, (this.#scopes.get(key) ?? new Set()).add(span.scope));
    this.#likes.add(`${key} ${span.scope}`, span.spanId);
  }

  #touch(nodes: Iterable<CallNode>): void {
    for (const node of nodes) this.#touched.add(node);
  }

  #addQuotation(span: SpanRecord): void {
    const witness = witnessOf(span, partsOf(span));
    if (witness !== null) this.addWitness(witness);
  }

  #answeredWith(responseId: string): CallNode[] {
    return this.#answers.get(responseId).flatMap((spanId) => {
      const node = this.#forest.get(spanId);
      return node?.span.responseId === responseId ? [node] : [];
    });
  }

  #twinsOf({ span }: CallNode): CallNode[] {
    const key = twinKeyOf(span);
    const scopes = [...(this.#scopes.get(key) ?? [])].filter((scope) => scope !== span.scope);
    return scopes
      .flatMap((scope) => this.#likes.get(`${key} ${scope}`))
      .flatMap((spanId) => this.#forest.get(spanId) ?? [])
      .filter((other) => areTwins(span, other.span));
  }

  /** Everything that a decision about one call depends on. */
  #clusterOf(start: CallNode): Set<CallNode> {
    const cluster = new Set([start]);
    for (const node of cluster) {
      if (node.outer !== null) cluster.add(node.outer);
      for (const inner of node.inner) cluster.add(inner);
      for (const other of this.#answeredWith(node.span.responseId)) cluster.add(other);
      for (const other of this.#twinsOf(node)) cluster.add(other);
    }
    return cluster;
  }

  #settleCluster(nodes: CallNode[]): SpanRecord[] {
    const witnesses = this.#witnesses.of(nodes);
    // Mostly a call is told once, and there is nothing to decide.
    const [only] = nodes;
    const isAlone = only !== undefined && nodes.length === 1 && witnesses.length === 0;
    const settlements = isAlone ? settleAlone(only) : settleCalls(nodes, witnesses);
    const known =
      this.#knowledgeOf(nodes) + witnesses.reduce((sum, { parts }) => sum + 1 + parts, 0);
    return nodes.flatMap(({ span: { spanId } }) => {
      const [row, settlement] = [this.#rows.get(spanId), settlements.get(spanId)];
      if (row === undefined || settlement === undefined) return [];
      const next = correct(row, settlement, known);
      this.#rows.set(spanId, next);
      return next !== row || this.#arrived.has(spanId) ? [next] : [];
    });
  }

  /** Grows with each call, each fuller delivery of one and each place that becomes known. */
  #knowledgeOf(nodes: readonly CallNode[]): number {
    return nodes.reduce((sum, { outer, span }) => {
      const row = this.#rows.get(span.spanId);
      return sum + 1 + (outer === null ? 0 : 1) + (row === undefined ? 0 : partsOf(row));
    }, 0);
  }
}
