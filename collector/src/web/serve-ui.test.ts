import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveUi } from "./serve-ui.ts";
import { readUiFiles, type UiFiles } from "./ui-files.ts";

let folder: string;
let files: UiFiles;
const script = "export const x = 1;\n".repeat(200);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-ui-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Spanward</title>");
  await writeFile(join(folder, "assets", "index-abc.js"), script);
  await writeFile(join(folder, "assets", "index-abc.js.br"), "packed by the build");
  await writeFile(join(folder, "assets", "index-abc.js.map"), "{}");
  files = await readUiFiles(folder);
});

afterAll(() => rm(folder, { recursive: true }));

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  serveUi(files, new Request(`http://localhost${path}`, { headers, method }));

test.each(["/", "/traces", "/traces/0af7", "/sessions/a%2Fb", "/index.html"])(
  "serves the application at %s, never from a cache without asking",
  async (path) => {
    const answer = ask(path);
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer?.headers.get("cache-control")).toBe("no-cache");
    expect(await answer?.text()).toContain("<title>Spanward");
  },
);

test("serves assets for ever, packed as the browser likes", async () => {
  const plain = ask("/assets/index-abc.js");
  expect(plain?.headers.get("cache-control")).toContain("immutable");
  expect(await plain?.text()).toBe(script);
  const brotli = ask("/assets/index-abc.js", { "accept-encoding": "gzip, br" });
  expect(brotli?.headers.get("content-encoding")).toBe("br");
  expect(await brotli?.text()).toBe("packed by the build");
  const gzip = ask("/assets/index-abc.js", { "accept-encoding": "gzip" });
  expect(gzip?.headers.get("content-encoding")).toBe("gzip");
  expect(Number(gzip?.headers.get("content-length"))).toBeLessThan(script.length / 10);
});

test("says that nothing has changed", () => {
  const etag = ask("/")?.headers.get("etag") ?? "";
  expect(ask("/", { "if-none-match": etag })?.status).toBe(304);
  expect(ask("/", { "if-none-match": '"other"' })?.status).toBe(200);
});

test.each([
  "/assets/gone-123.js",
  "/../package.json",
  "/%2e%2e/%2e%2e/etc/passwd.txt",
  "/index-abc.js.map",
])("has no %s", (path) => {
  expect(ask(path)).toBeNull();
});

test("takes nothing but questions", () => {
  expect(ask("/", {}, "POST")).toBeNull();
  expect(ask("/", {}, "HEAD")?.body).toBeNull();
});

test("says so when the pages are not built", async () => {
  const empty = await readUiFiles(join(folder, "nothing"));
  const answer = serveUi(empty, new Request("http://localhost/"));
  expect(answer?.status).toBe(503);
  expect(await answer?.text()).toContain("npm run build");
});
