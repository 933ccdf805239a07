import { Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { readSessionToken, sessionCookie } from "../access/credentials.ts";
import type { KeyRing } from "../access/key-ring.ts";
import type { ControlStore } from "../control/control-store.ts";

export interface SessionOptions {
  control: ControlStore;
  keys: KeyRing;
  /** Browsers reach the server by https, so the cookie never travels without. */
  secure: boolean;
}

const Login = z.object({ key: z.string().min(1).max(200) });
const sessionDays = 7;

/** `/api/session`: a page gives its key once and then holds a cookie that no script can read. */
export function sessionRoutes({ control, keys, secure }: SessionOptions) {
  const cookie = { path: "/", httpOnly: true, sameSite: "Strict", secure } as const;
  return new Hono()
    .post("/", async (c) => {
      const login = Login.safeParse(await c.req.json().catch(() => null));
      if (!login.success) {
        return c.json({ error: { code: "bad_request", message: 'Send {"key": "sw_…"}.' } }, 400);
      }
      const holder = keys.findKey(login.data.key.trim());
      if (holder === null) {
        const message = "This API key is unknown or revoked. Create one with: spanward keys create";
        return c.json({ error: { code: "unauthenticated", message } }, 401);
      }
      const { token } = await control.addSession({ keyId: holder.keyId, days: sessionDays });
      await keys.refresh();
      setCookie(c, sessionCookie, token, { ...cookie, maxAge: sessionDays * 86_400 });
      return c.json({ project: holder.project });
    })
    .delete("/", async (c) => {
      const token = readSessionToken((name) => c.req.header(name) ?? null);
      if (token !== null) {
        await control.removeSession(token);
        await keys.refresh();
      }
      deleteCookie(c, sessionCookie, cookie);
      return c.body(null, 204);
    });
}
