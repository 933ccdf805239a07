import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * Starts a headless Chromium that comes from npm: no system package, no download. Whoever opens it
 * closes it. The package's own arguments are left out: they are for AWS Lambda, and one of them turns
 * off the web security that tests rely on.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      "--no-sandbox", // tests may run as root
      "--disable-dev-shm-usage", // containers give little of it
      "--use-angle=swiftshader", // there may be no GPU
      "--enable-unsafe-swiftshader",
      "--font-render-hinting=none",
    ],
  });
}
