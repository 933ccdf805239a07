import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

const server = process.env["SPANWARD_URL"] ?? "http://127.0.0.1:4318";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The search grammar is taken from the server's sources, so that pages need no built server.
  resolve: { conditions: ["spanward:source", "browser"] },
  server: { proxy: { "/api": server } }, // `npm run dev`: the interface from here, the data from a server
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // inlined fonts would need `data:` in the CSP
    modulePreload: { polyfill: false },
    manifest: true, // collector/test/ui-size.test.ts reads from it what is loaded together
  },
  worker: { format: "es" },
  test: {
    name: "ui",
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    testTimeout: 60_000, // a busy machine is slow, and not wrong
  },
});
