import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * Starts a headless Chromium that comes from npm: no system package, no download. Whoever opens it
 * closes it. The package's own arguments are left out: they are for AWS Lambda, and one of them turns
 * off the web security that tests rely on.
 */
export async function openBrowser(): Promise<Browser> {
  // The package brings the libraries that a bare container lacks, and unpacks them where it takes itself
  // to be on Lambda. They are for the browser alone.
  const { LD_LIBRARY_PATH: before } = process.env;
  process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs20.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  if (before === undefined) delete process.env["LD_LIBRARY_PATH"];
  else process.env["LD_LIBRARY_PATH"] = before;
  const executablePath = await chromium.executablePath();
  const libraries = [join(tmpdir(), "al2023", "lib"), ...(before ? [before] : [])].join(":");
  // Its one font has no arrows: the machine's own are better, where there are any.
  const fonts = existsSync("/etc/fonts/fonts.conf") ? { FONTCONFIG_PATH: "/etc/fonts" } : {};
  return playwright.launch({
    executablePath,
    env: { ...process.env, LD_LIBRARY_PATH: libraries, ...fonts },
    args: [
      "--no-sandbox", // tests may run as root
      "--disable-dev-shm-usage", // containers give little of it
      "--use-angle=swiftshader", // there may be no GPU
      "--enable-unsafe-swiftshader",
      "--font-render-hinting=none",
    ],
  });
}
