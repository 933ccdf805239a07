/** A cell of a grid; rows count from the bottom, columns from the left, both from 0. */
export interface Cell {
  row: number;
  column: number;
}

interface Grid {
  rows: number;
  columns: number;
}

/** The cell at a place of a drawing, in px from its top left corner; null outside. */
export function cellAt(
  { x, y }: { x: number; y: number },
  { columns, height, rows, width }: Grid & { width: number; height: number },
): Cell | null {
  const column = Math.floor((x / width) * columns);
  const row = rows - 1 - Math.floor((y / height) * rows);
  return column >= 0 && column < columns && row >= 0 && row < rows ? { row, column } : null;
}

/** The cell that an arrow key leads to; from none to the first of the last column. Null for other keys. */
export function stepCell(key: string, from: Cell | null, { columns, rows }: Grid): Cell | null {
  const [right, up] = steps[key] ?? [];
  if (right === undefined || up === undefined || rows === 0 || columns === 0) return null;
  if (!from) return { row: 0, column: columns - 1 };
  return {
    row: Math.max(0, Math.min(rows - 1, from.row + up)),
    column: Math.max(0, Math.min(columns - 1, from.column + right)),
  };
}

const steps: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
