import { expect, test } from "vitest";
import { printSettings } from "./print-settings.ts";

test("docs/configuration.md says what the schema says", async () => {
  await expect(printSettings()).toMatchFileSnapshot("../../../docs/configuration.md");
});
