import { defineConfig } from "vitest/config";

// Tests run the sources, not the build.
const sources = { resolve: { conditions: ["spanward:source", "node"] } };

export default defineConfig({
  test: {
    projects: [
      {
        ssr: sources,
        test: {
          name: "node",
          include: ["tidy.test.ts", "{clickhouse,collector,evals,sdk,bench}/src/**/*.test.ts"],
          testTimeout: 60_000, // a busy machine is slow, and not wrong
          hookTimeout: 60_000,
        },
      },
      {
        // Whole servers, child processes and browsers: slower, and one file at a time.
        ssr: sources,
        test: {
          name: "server",
          globalSetup: "collector/test/build.ts",
          include: ["{collector,sdk}/test/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      "ui",
    ],
  },
});
