import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * What a network does to a request. `gone`: nobody listens. `silent`: it is taken, and never answered.
 * `deaf`: it arrives, and its answer does not come back. `cut`: the connection ends in the middle of it.
 * `unavailable`: a load balancer answers 503 in its place.
 */
export const faults = ["gone", "silent", "deaf", "cut", "unavailable"] as const;
export type Fault = (typeof faults)[number];

const cutBytes = 2000;
const unavailable =
  "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/** Stands between two that speak HTTP, and does what networks do. */
export class FaultyProxy {
  readonly url: string;
  /** The first lines of the requests that passed, such as `POST /?query=… HTTP/1.1`. */
  readonly requests: string[] = [];
  readonly #close: () => Promise<void>;
  readonly #sockets = new Set<Socket>();
  #fault: Fault | null = null;

  private constructor(port: number, close: () => Promise<void>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#close = close;
  }

  /** Opens one in front of `target`, a URL. */
  static async open(target: string): Promise<FaultyProxy> {
    const server = createServer((client) => proxy.#relay(client, target));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const proxy = new FaultyProxy(port, async () => {
      server.close();
      await once(server, "close");
    });
    return proxy;
  }

  /** From now on, also for connections that are open; null: it does nothing. */
  set fault(fault: Fault | null) {
    this.#fault = fault;
    if (fault === "gone") for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = this.#close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #relay(client: Socket, target: string): void {
    this.#keep(client);
    if (this.#fault === "gone") {
      client.resetAndDestroy();
      return;
    }
    const { hostname, port } = new URL(target);
    const upstream = this.#keep(connect(Number(port), hostname));
    let bytes = 0;
    client.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      this.#pass(chunk, { client, upstream, bytes });
    });
    upstream.on("data", (chunk: Buffer) => {
      if (this.#fault === "deaf") client.resetAndDestroy();
      else client.write(chunk);
    });
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.end());
  }

  #pass(chunk: Buffer, way: { client: Socket; upstream: Socket; bytes: number }): void {
    const { bytes, client, upstream } = way;
    if (this.#fault === "silent") return;
    if (this.#fault === "unavailable") {
      client.end(unavailable);
      return;
    }
    if (this.#fault === "cut" && bytes > cutBytes) {
      upstream.end(chunk.subarray(0, chunk.length >> 1));
      client.resetAndDestroy();
      return;
    }
    const line = /^[A-Z]+ .* HTTP\/1\.1/.exec(chunk.toString("latin1", 0, 4000));
    if (line) this.requests.push(line[0]);
    upstream.write(chunk);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    return socket.on("error", () => socket.destroy());
  }
}
