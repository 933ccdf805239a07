import { equalHashes, hashSecret } from "../control/secret.ts";
import { readKeys, readSessionToken, type HeaderReader } from "./credentials.ts";
import type { KeyRing } from "./key-ring.ts";
import { isLoopbackName } from "./loopback.ts";

/** Who may act on which project. `holder` is the id of the key; null without keys. */
export interface Admitted {
  admitted: true;
  project: string | null; // the only one; null: any
  keyId: string | null;
}

export interface Refused {
  admitted: false;
  status: 401 | 403;
  code: "unauthenticated" | "foreign_host" | "foreign_origin";
  message: string; // what to do next
}

export type Admission = Admitted | Refused;

export interface GateOptions {
  keys: KeyRing;
  trustedHosts: readonly string[]; // names, without port
  trustedOrigins: readonly string[]; // pages that may send telemetry
  publicUrl: string | null; // what a proxy in front is reached under
  metricsToken: string | null; // opens /metrics and nothing else
}

/**
 * Decides who may pass. Without keys, everybody on this machine may, so a page in the browser must not
 * pass for one: its host name must be this machine's (DNS rebinding) and its origin the server's own.
 */
export interface Gate {
  /** Telemetry, by key alone. */
  admitSender(header: HeaderReader): Admission;
  /** The API, by key or by session. `changes`: the request is not a mere read. */
  admitReader(header: HeaderReader, changes: boolean): Admission;
  /** What a Prometheus server reads: by its own token, or as a reader. */
  admitMetrics(header: HeaderReader): Admission;
  /** Whether a page may log in or out: no key yet, but never from a foreign origin. */
  admitLogin(header: HeaderReader): Admission;
}

export function createGate(options: GateOptions): Gate {
  const { keys, trustedHosts, trustedOrigins } = options;
  const publicOrigin = options.publicUrl === null ? null : new URL(options.publicUrl).origin;
  const isOwnOrigin = (header: HeaderReader): boolean => {
    const site = header("sec-fetch-site"); // browsers say where a request comes from, others do not
    if (site !== null && site !== "same-origin" && site !== "none") return false;
    const origin = header("origin");
    return origin === null || origin === publicOrigin || hostOf(origin) === header("host");
  };
  const hostIsOurs = (header: HeaderReader): boolean => {
    const name = hostName(header("host") ?? "");
    return isLoopbackName(name) || trustedHosts.includes(name);
  };
  const admit = (header: HeaderReader, token: string | null): Admission => {
    if (!keys.guarded()) {
      return hostIsOurs(header)
        ? { admitted: true, project: null, keyId: null }
        : foreignHost(header);
    }
    const byKey = readKeys(header).map((key) => keys.findKey(key));
    const holder = byKey.find((found) => found !== null) ?? (token && keys.findSession(token));
    return holder
      ? { admitted: true, project: holder.project, keyId: holder.keyId }
      : unauthenticated(readKeys(header).length > 0);
  };
  return {
    admitSender(header) {
      const origin = header("origin");
      if (origin !== null && !trustedOrigins.includes(origin) && !isOwnOrigin(header)) {
        return foreignOrigin(origin);
      }
      return admit(header, null);
    },
    admitReader(header, changes) {
      if (changes && !isOwnOrigin(header)) return foreignOrigin(header("origin") ?? "elsewhere");
      return admit(header, readSessionToken(header));
    },
    admitMetrics(header) {
      const { metricsToken } = options;
      const offered = metricsToken === null ? [] : readKeys(header);
      const token = hashSecret(metricsToken ?? "");
      if (offered.some((key) => equalHashes(hashSecret(key), token))) {
        return { admitted: true, project: null, keyId: null };
      }
      return admit(header, readSessionToken(header));
    },
    admitLogin(header) {
      if (!isOwnOrigin(header)) return foreignOrigin(header("origin") ?? "elsewhere");
      if (!keys.guarded() && !hostIsOurs(header)) return foreignHost(header);
      return { admitted: true, project: null, keyId: null };
    },
  };
}

const hostOf = (origin: string): string | null =>
  URL.canParse(origin) ? new URL(origin).host : null;

/** `[::1]:4318` → `[::1]`, `localhost:4318` → `localhost` */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, "");

const foreignHost = (header: HeaderReader): Refused => ({
  admitted: false,
  status: 403,
  code: "foreign_host",
  message:
    `Without an API key this server answers on loopback names only, not as ${header("host") ?? "nobody"}. ` +
    "Use http://localhost, add the name to SPANWARD_TRUSTED_HOSTS, or create a key: spanward keys create",
});

const foreignOrigin = (origin: string): Refused => ({
  admitted: false,
  status: 403,
  code: "foreign_origin",
  message: `Requests from ${origin} are refused. Add it to SPANWARD_CORS_ORIGINS if it may send telemetry.`,
});

const unauthenticated = (offered: boolean): Refused => ({
  admitted: false,
  status: 401,
  code: "unauthenticated",
  message: offered
    ? "This API key is unknown or revoked. List the keys with: spanward keys list"
    : "An API key is needed: send it as `Authorization: Bearer sw_…` or `x-api-key`. Create one with: spanward keys create",
});
