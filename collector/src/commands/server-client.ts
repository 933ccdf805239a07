import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Config } from "../config.ts";
import { readOwner } from "../control/lock-data-folder.ts";

/** A running server, as a command sees it. */
export interface ServerClient {
  readonly url: string;
  /** The answer as JSON. @throws {ServerError} with the server's own words */
  ask(method: "GET" | "POST" | "DELETE", path: string): Promise<unknown>;
  /** Sends an OTLP request and tries again while the server is busy. @throws {ServerError} */
  sendTraces(request: { project: string; body: Uint8Array }): Promise<void>;
}

/** The server cannot be reached, or says no. `status` is null when it cannot be reached. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  readonly status: number | null;

  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** Where the server is: what was asked for, else who has the data folder, else where it would listen. */
export async function findServerUrl(config: Config, asked: string | undefined): Promise<string> {
  const named = asked ?? (process.env["SPANWARD_URL"] || undefined);
  if (named !== undefined) return named.replace(/\/+$/, "");
  const owner = await readOwner(config.dataDir);
  return owner?.url ?? `http://localhost:${config.uiPort ?? config.httpPort}`;
}

/** `key` is sent with every request; undefined when the server needs none. */
export function createServerClient(url: string, key: string | undefined): ServerClient {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  async function request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(answerMsMax) });
    } catch (cause) {
      throw new ServerError(
        `no server answers at ${url}. Start one with: spanward serve`,
        null,
        cause,
      );
    }
  }
  return {
    url,
    async ask(method, path) {
      const answer = await request(path, { method, headers: authorization });
      if (!answer.ok) throw await refusalOf(answer);
      return answer.status === 204 ? null : answer.json();
    },
    async sendTraces({ project, body }) {
      const headers = {
        ...authorization,
        "content-type": "application/json",
        "x-spanward-project": project,
      };
      for (let attempt = 1; ; attempt += 1) {
        const answer = await request("/v1/traces", {
          method: "POST",
          headers,
          body: new Uint8Array(body),
        });
        if (answer.ok) return;
        const busy = answer.status === 429 || answer.status === 503;
        if (!busy || attempt === attemptsMax) throw await refusalOf(answer);
        await answer.body?.cancel();
        await sleep(Number(answer.headers.get("retry-after") ?? 1) * 1000);
      }
    },
  };
}

const answerMsMax = 60_000;
const attemptsMax = 30;

/** The API says why in `error.message`, OTLP in `message`. */
async function refusalOf(answer: Response): Promise<ServerError> {
  const text = await answer.text();
  const message = Refusal.safeParse(parse(text)).data;
  return new ServerError(
    message?.error?.message ?? message?.message ?? `${answer.status} ${text.slice(0, 200)}`.trim(),
    answer.status,
  );
}

const Refusal = z.object({
  error: z.object({ message: z.string() }).optional(),
  message: z.string().optional(),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
