import type { AgentEdge } from "../../../layout/agent-edges.ts";
import type { AgentCard, AgentMap } from "../../../layout/agent-map.ts";
import type { MapGraph } from "./place-cards.ts";

/** Sizes of a card, in px; the style sheet of AgentCard uses the same. */
export const cardSize = { width: 252, head: 58, step: 28, padding: 9 } as const;

// Enough to see who works with whom; more is a wall of cards, slow to place and heavy to draw.
const cardsMax = 30;
const edgesMax = 60;
const stepsOnMap = 64;
const stepsOnCard = 7;

/** What of an agent map is drawn. */
export interface DrawnMap {
  cards: AgentCard[];
  edges: AgentEdge[];
  stepsShown: number; // on each card, at most
  cardsLeftOut: number;
  edgesLeftOut: number; // of those asked for
}

/** The agents that took most of the time, and the most frequent passages between them. */
export function chooseDrawn({ cards, edges }: AgentMap, minCount: number): DrawnMap {
  const longest = cards.toSorted((a, b) => b.ownUs - a.ownUs).slice(0, cardsMax);
  const kept = new Set(longest.map(({ agent }) => agent));
  const wanted = edges.filter(
    (edge) => edge.count >= minCount && kept.has(edge.from) && kept.has(edge.to),
  );
  const drawn = wanted.toSorted((a, b) => b.count - a.count).slice(0, edgesMax);
  return {
    cards: cards.filter(({ agent }) => kept.has(agent)),
    edges: drawn,
    stepsShown: Math.min(stepsOnCard, Math.floor(stepsOnMap / kept.size)),
    cardsLeftOut: cards.length - kept.size,
    edgesLeftOut: wanted.length - drawn.length,
  };
}

/** The boxes and arrows of a drawn map. */
export function mapGraph({ cards, edges, stepsShown }: DrawnMap): MapGraph {
  return {
    boxes: cards.map((card) => ({
      id: card.agent,
      width: cardSize.width,
      height: cardHeight(card, stepsShown),
    })),
    arrows: edges.map((edge) => ({
      id: edgeId(edge),
      from: edge.from,
      to: edge.to,
      count: edge.count,
    })),
  };
}

/** Names an edge within its map. */
export function edgeId({ from, to, kind }: AgentEdge): string {
  return `${from} ${to} ${kind}`;
}

function cardHeight({ steps }: AgentCard, stepsShown: number): number {
  const lines = Math.min(steps.length, stepsShown) + (steps.length > stepsShown ? 1 : 0);
  return cardSize.head + lines * cardSize.step + cardSize.padding;
}
