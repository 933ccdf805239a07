import { Chat } from "../chat.ts";
import { aiSdk } from "../dialects/ai-sdk.ts";
import { claude } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { Scenario } from "./scenario.ts";

const changes = [
  [
    "Cache price lookups for a minute",
    "src/pricing/cache.ts",
    "The cache key leaves out the currency: EUR and USD prices would be mixed.",
  ],
  [
    "Retry failed webhooks with backoff",
    "src/webhooks/retry.ts",
    "The retry has no upper bound; after an outage it would hammer the receiver.",
  ],
  [
    "Add a dark theme",
    "src/theme/tokens.css",
    "Contrast of the disabled button is 2.1:1; it needs 3:1.",
  ],
  [
    "Move image resizing to a worker",
    "src/images/resize.ts",
    "Looks good. One nit: the worker's error is logged twice.",
  ],
  [
    "Upgrade the date library",
    "package.json",
    "Parsing of 'dd.mm.yyyy' changed in this major version; two tests rely on it.",
  ],
] as const;
const system = `You review pull requests. Read the diff and the files around it. Report only what is wrong or risky,
with file and line, most severe first. If nothing is, say so in one sentence.`;

const profile = {
  name: "code-reviewer",
  version: "3.0.1",
  description: "Reviews pull requests",
  choice: claude,
};

/** Code review: reads the diff and files side by side, runs the tests, writes comments. */
export const codeReviewer: Scenario = {
  agent: "code-reviewer",
  service: "code-review",
  dialect: aiSdk,
  play: (script) => {
    const { random } = script;
    const [title, file, finding] = random.pick(changes);
    const number = random.int(1_000, 9_999);
    const input = `Review pull request #${number}: ${title}`;
    playAgent(script, { ...profile, input }, () => {
      const tools = ["get_diff", "read_file", "run_tests", "post_review"];
      const chat = new Chat(script, { choice: claude, system, tools, caches: true });
      chat.user(input);
      chat.uses([
        "get_diff",
        { number },
        `diff --git a/${file} b/${file}\n@@ -1,7 +1,9 @@\n${"+ changed line\n".repeat(random.int(4, 60))}`,
      ]);
      const read = random.int(1, 4);
      const source = "export function f() {\n  return 1;\n}\n".repeat(random.int(5, 40));
      chat.uses(
        ...Array.from({ length: read }, (_, index): Parameters<Chat["uses"]>[0] => [
          "read_file",
          { path: index === 0 ? file : `src/part-${index}.ts` },
          source,
        ]),
      );
      if (random.chance(0.6)) {
        const error = { type: "TestTimeout", message: "vitest: no output for 300 s" };
        chat.uses([
          "run_tests",
          { number },
          random.chance(0.07) ? { error } : `{"passed":${random.int(80, 900)},"failed":0}`,
        ]);
      }
      if (random.chance(0.03)) chat.fails("APIConnectionError", "socket hang up");
      chat.uses(["post_review", { number, comments: [{ file, body: finding }] }, '{"posted":1}']);
      return chat.says(finding);
    });
  },
};
