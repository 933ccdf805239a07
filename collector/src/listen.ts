import type { Server } from "node:http";

/** A port cannot be listened on. The message says which setting chooses another. */
export class PortError extends Error {
  override readonly name = "PortError";
}

export interface Place {
  host: string;
  port: number; // 0: any that is free
  variable: string; // the setting to change, such as SPANWARD_HTTP_PORT
}

/** Starts to listen, and gives the port. @throws {PortError} */
export function listen(server: Server, { host, port, variable }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(portError({ host, port, variable }, cause)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** What is wrong with a place, in words that say what to do. */
export function portError({ host, port, variable }: Place, cause: unknown): PortError {
  const [code] = /EADDRINUSE|EADDRNOTAVAIL|ENOTFOUND|EACCES/.exec(String(cause)) ?? [];
  if (code === "EADDRINUSE") {
    const message = `port ${port} is in use by another program. Stop it, or choose another port: ${variable}=${port + 1}`;
    return new PortError(message, { cause });
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    const message = `this machine has no address ${host}. Choose another with SPANWARD_HOST`;
    return new PortError(message, { cause });
  }
  if (code === "EACCES") {
    const message = `port ${port} needs rights this process does not have. Choose one above 1023: ${variable}`;
    return new PortError(message, { cause });
  }
  return new PortError(`cannot listen on ${host}:${port}`, { cause });
}

/** Takes no more connections, lets requests under way end, and after `graceMs` cuts them off. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
