import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measureUi, printUiSizes, uiDist } from "./ui-sizes.ts";

// Goal: the first page is there at once, also far from the server, and nothing is fetched from elsewhere.
// Method: measure what the build says is loaded together, as gzip sends it.

test("nothing that is loaded is larger than it may be", async () => {
  const sizes = await measureUi();
  process.stdout.write(printUiSizes(sizes));
  expect(sizes.map(({ what }) => what)).toEqual(
    expect.arrayContaining(["initial JS", "TracePage JS", "TracePage CSS", "TracesPage JS"]),
  );
  expect(sizes.filter(({ bytes, bytesMax }) => bytes > bytesMax)).toEqual([]);
  expect(sizes.every(({ bytes }) => bytes > 0)).toBe(true);
});

test("nothing is fetched from elsewhere", async () => {
  const styles = (await readdir(join(uiDist, "assets"))).filter((file) => file.endsWith(".css"));
  for (const file of ["index.html", ...styles.map((name) => `assets/${name}`)]) {
    expect(await readFile(join(uiDist, file), "utf8")).not.toMatch(
      /(src|href)="https?:|url\("?https?:/,
    );
  }
});
