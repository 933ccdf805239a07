import { describe, expect, test } from "vitest";
import { QueueFullError } from "./errors.ts";
import { Shares } from "./shares.ts";

// Goal: who floods the queue is told to wait, and who does not is not.

const MiB = 2 ** 20;
const bound = { bytesMax: 900 * MiB, what: "inserted" };

function admits(shares: Shares, project: string, waiting: number): boolean {
  try {
    shares.demandPlace({ project, bytes: MiB }, waiting, bound);
    return true;
  } catch (error) {
    if (error instanceof QueueFullError) return false;
    throw error;
  }
}

/** Sends until it is refused; gives what got in. */
function flood(shares: Shares, projects: string[]): number {
  let waiting = projects.length > 0 ? 1 : 0;
  const open = new Set(projects);
  while (open.size > 0)
    for (const project of open) {
      if (admits(shares, project, waiting)) {
        shares.add({ project, bytes: MiB, rows: 1 });
        waiting += MiB;
      } else open.delete(project);
    }
  return waiting;
}

describe("shares", () => {
  test("let one project alone have eight ninths", () => {
    const shares = new Shares();
    flood(shares, ["loud"]);
    expect(shares.bytesOf("loud")).toBe(800 * MiB);
  });

  test("give those who flood the same, and leave room for a project that comes later", () => {
    const shares = new Shares();
    const projects = ["a", "b", "c", "d"];
    const waiting = flood(shares, projects);
    const held = projects.map((project) => shares.bytesOf(project) / MiB);
    expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(8);
    shares.demandPlace({ project: "quiet", bytes: 20 * MiB }, waiting, bound);
    expect(() => shares.demandPlace({ project: "quiet", bytes: 40 * MiB }, waiting, bound)).toThrow(
      QueueFullError,
    );
  });

  test("give back what was taken", () => {
    const shares = new Shares();
    shares.add({ project: "a", bytes: 10, rows: 2 });
    shares.remove({ project: "a", bytes: 10, rows: 2 });
    expect([shares.rows, shares.bytesOf("a")]).toEqual([0, 0]);
  });

  test("let in what is larger than all of it, when nothing else waits", () => {
    const huge = { project: "a", bytes: 2000 * MiB };
    expect(() => new Shares().demandPlace(huge, 0, bound)).not.toThrow();
    expect(() => new Shares().demandPlace(huge, 1, bound)).toThrow(QueueFullError);
  });
});
