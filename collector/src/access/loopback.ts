import { BlockList } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * Whether a host name, without its port, is this machine's to itself. Nobody can register these names,
 * so no foreign page can be served under them: `localhost` and below (RFC 6761), and `.internal`, which
 * is reserved and under which containers reach their host.
 */
export function isLoopbackName(name: string): boolean {
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (name === "host.docker.internal" || name === "host.containers.internal") return true;
  const address = name.replace(/^\[(.*)\]$/, "$1");
  return isLoopbackAddress(address);
}

/** Whether what listens on `address` can be reached from this machine only. */
export function isLoopbackAddress(address: string): boolean {
  if (address === "localhost") return true;
  return loopback.check(address, "ipv4") || loopback.check(address, "ipv6");
}
