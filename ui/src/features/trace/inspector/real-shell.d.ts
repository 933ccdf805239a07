// What a test needs of Node to ask a real shell; the interface itself has none of Node.
declare module "node:child_process" {
  export function spawnSync(
    command: string,
    args: readonly string[],
    options: { encoding: "utf8"; env: Record<string, string> },
  ): { stdout: string; stderr: string };
}
