import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ["browser"] },
  build: { target: "es2023", assetsInlineLimit: 0 }, // inlined fonts would need `data:` in the CSP
  worker: { format: "es" },
  test: { name: "ui", environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
