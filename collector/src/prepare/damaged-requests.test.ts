import { expect, test } from "vitest";
import { createDamagedRequests } from "./damaged-requests.ts";

// Goal: whatever comes, it is read or refused. `npm run fuzz -w collector` tries millions.

test("damaged requests are read or refused, and never do worse", () => {
  const requests = createDamagedRequests(1);
  const outcomes = new Set(Array.from({ length: 3000 }, () => requests.next()));
  expect([...outcomes].toSorted()).toEqual(["read", "refused"]);
});
