import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import type { LastRequest } from "./carrier.ts";
import type { Settings } from "./settings.ts";

// After "exit" nothing asynchronous runs in this process any more; a child can still send.
const program = `
const { url, headers } = JSON.parse(process.env.SPANWARD_EXIT_TARGET);
const body = require("node:fs").readFileSync(0);
fetch(url, { method: "POST", headers, body }).catch(() => {});
`;

/**
 * Sends spans, and waits until they are sent, at most `exitDelayMsMax`. Does nothing where this process
 * was not started by the `node` command: another program would not understand.
 */
export function sendAtExit({ body, contentType }: LastRequest, settings: Settings): void {
  if (!/^node(?:js)?(?:\.exe)?$/i.test(basename(process.execPath))) return;
  const headers = { ...settings.headers, "content-type": contentType };
  const authorities = process.env["NODE_EXTRA_CA_CERTS"];
  spawnSync(process.execPath, ["-e", program], {
    input: body,
    timeout: settings.exitDelayMsMax,
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
    // Nothing else is passed on: NODE_OPTIONS could load this package again, in the child.
    env: {
      SPANWARD_EXIT_TARGET: JSON.stringify({ url: settings.tracesUrl, headers }),
      ...(authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities }),
    },
  });
}
