import { expect, test } from "vitest";
import { scrollTopFor } from "./scroll-into-view.ts";

const view = { scrollTop: 100, clientHeight: 60 };

test("does not move for a row in view", () => expect(scrollTopFor(4, 26, view)).toBe(100));
test("moves up to a row above", () => expect(scrollTopFor(2, 26, view)).toBe(52));
test("moves down until a row below is whole", () => expect(scrollTopFor(6, 26, view)).toBe(122));
