import { Graph, layout } from "@dagrejs/dagre";

/** Boxes and arrows to place; plain data, so that it can go to a worker. Sizes in px. */
export interface MapGraph {
  boxes: { id: number; width: number; height: number }[];
  arrows: { id: string; from: number; to: number; count: number }[];
}

/** A point of the map, in px from its top left corner. */
export interface Point {
  x: number;
  y: number;
}

/** Where everything goes. */
export interface MapLayout {
  width: number;
  height: number;
  boxes: { id: number; left: number; top: number }[];
  arrows: { id: string; points: Point[]; label: Point }[]; // points from border to border
}

interface Size {
  width: number;
  height: number;
}

const labelSize: Size = { width: 44, height: 18 };

/** Layers from left to right. Takes seconds for hundreds of boxes: for a worker with a deadline. */
export function placeCards({ boxes, arrows }: MapGraph): MapLayout {
  const graph = new Graph<object, Point & Size, Point & { points: Point[] }>({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 72, marginx: 8, marginy: 8 });
  for (const { id, width, height } of boxes) {
    graph.setNode(String(id), { width, height, x: 0, y: 0 });
  }
  for (const { id, from, to, count } of arrows) {
    const label = { ...labelSize, labelpos: "c", weight: count, points: [], x: 0, y: 0 };
    graph.setEdge(String(from), String(to), label, id);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const placed = boxes.map((box) => {
    const { x, y } = graph.node(String(box.id)); // its centre
    return { ...box, left: x - box.width / 2, top: y - box.height / 2 };
  });
  const byId = new Map(placed.map((box) => [box.id, box]));
  return {
    width,
    height,
    boxes: placed.map(({ id, left, top }) => ({ id, left, top })),
    arrows: arrows.map(({ id, from, to }) => {
      const { points, x, y } = graph.edge(String(from), String(to), id);
      const between = points.slice(1, -1);
      const ends = [byId.get(from), byId.get(to)].map((box, index) =>
        box === undefined ? [] : [sidePoint(box, between.at(-index) ?? { x, y })],
      );
      return { id, points: [...(ends[0] ?? []), ...between, ...(ends[1] ?? [])], label: { x, y } };
    }),
  };
}

const cornerPx = 14;

/** Where an arrow leaves a box for `next`: on its left or right side, as near to it as possible. */
function sidePoint(box: Size & { left: number; top: number }, next: Point): Point {
  const isRight = next.x > box.left + box.width / 2;
  const lowest = box.top + box.height - cornerPx;
  return {
    x: isRight ? box.left + box.width : box.left,
    y: Math.max(box.top + cornerPx, Math.min(lowest, next.y)),
  };
}
