import { connect } from "node:net";

/**
 * Whether anything listens where spans are to be sent; null if so, else why not. The exporter would
 * find out too, but tries again for seconds, and those would hold up the end of the process.
 */
export function canConnect(url: string, timeoutMs: number): Promise<string | null> {
  const { hostname, port, protocol } = new URL(url);
  const target = {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: timeoutMs });
    const answer = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => answer(null));
    socket.once("timeout", () => answer(`no answer within ${timeoutMs} ms`));
    socket.once("error", (error: NodeJS.ErrnoException) => answer(error.code ?? error.message));
  });
}
