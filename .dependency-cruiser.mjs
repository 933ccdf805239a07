// Who may import whom. ARCHITECTURE.md draws this; `npm run boundaries` enforces it.
//
//   bench ──▶ everything but ui; nothing imports bench
//
//   sdk     clickhouse ◀─(records only)─ evals
//     ▲         ▲                          ▲
//     └─────────┴──── collector ───────────┘
//                         ▲
//                         └─(types, and the search grammar)── ui

const packages = "^(bench|clickhouse|collector|evals|sdk|ui)/";
const mayImport = (folder, ...others) => ({
  name: `${folder}-imports`,
  comment: `${folder}/ may import ${others.join(", ") || "no other package"} — see ARCHITECTURE.md, "Who may import whom"`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: { path: packages, pathNot: [`^${folder}/`, ...others.map((other) => `^${other}`)] },
});

export default {
  forbidden: [
    mayImport("sdk"),
    mayImport("clickhouse"),
    mayImport("evals", "clickhouse/src/records/"),
    mayImport("collector", "clickhouse/", "evals/", "sdk/"),
    mayImport("bench", "clickhouse/", "collector/", "sdk/"),
    mayImport("ui", "collector/src/api/app", "collector/src/api/answers/", "collector/src/search/"),
    {
      name: "ui-takes-types-only",
      comment: "The browser gets the API's types, never its code: write `import type`",
      severity: "error",
      from: { path: "^ui/" },
      to: {
        path: "^collector/",
        pathNot: "^collector/src/search/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "search-is-dependency-free",
      comment:
        "The search grammar also runs in the browser: it imports nothing but itself (ADR 11)",
      severity: "error",
      from: { path: "^collector/src/search/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^collector/src/search/" },
    },
    {
      name: "one-door-to-clickhouse",
      comment:
        "Only database.ts and connection.ts speak to the client; everything else asks a Store",
      severity: "error",
      from: {
        pathNot: "^(clickhouse/src/(database|connection)\\.ts$|clickhouse/src/engine/|bench/)",
      },
      to: { path: "node_modules/(@clickhouse|chdb)" },
    },
    {
      name: "decode-is-pure",
      comment: "decode, normalize and policy are functions of their input: no I/O",
      severity: "error",
      from: {
        path: "^(collector/src/(decode|normalize)|sdk/src/policy)",
        pathNot: "\\.test\\.ts$",
      },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?buffer$" },
    },
    {
      name: "no-cycles",
      comment: "A component that shows a tree may show itself",
      severity: "error",
      from: { path: "(.+)" },
      to: { circular: true, pathNot: "^$1$" },
    },
    {
      name: "no-tests-in-code",
      severity: "error",
      from: { pathNot: "\\.test\\.ts$" },
      to: { path: "\\.test\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^[a-z]+/dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["spanward:source", "import", "default"],
    },
  },
};
