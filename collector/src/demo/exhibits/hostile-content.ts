import { startRun } from "../scenarios/refund-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const html = `<script>document.title = "owned"</script><img src=x onerror="document.title='owned'"><svg onload="document.title='owned'"></svg>`;
const markdown = `# Hello\n\n[click me](javascript:document.title='owned') ![pixel](https://example.com/pixel.png)\n\n<iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>\n\n\`\`\`html\n${html}\n\`\`\``;
const odd =
  "right-to-left \u202Eesrever\u202C, zero width\u200B, null \u0000, lone surrogate-free emoji 👩‍🚀, \u001B[31mred\u001B[0m";

export const hostileContent: ExhibitSource = {
  id: "hostile-content",
  name: "Hostile content",
  description: "Scripts, markup and control characters in every text: nothing of it may run.",
  heavy: false,
  agent: "refund-agent",
  useCase: "order-status",
  agoMs: 22 * 60_000,
  *play(script) {
    startRun(script, `${html}\n${markdown}\n${odd}`, (chat) => {
      chat.uses([
        `get_order"><script>alert(1)</script>`,
        { id: html, __proto__key: "x" },
        markdown,
      ]);
      script.play(
        {
          kind: "retrieval",
          source: html,
          query: markdown,
          documents: [{ id: html, content: markdown, score: 0.5 }],
        },
        () => script.wait(30),
      );
      script.play(
        {
          kind: "decision",
          name: html,
          alternatives: [html, markdown],
          chosen: html,
          reason: markdown,
        },
        () => script.wait(2),
      );
      chat.fails(html, `${html} ${odd}`);
      return chat.says(`${markdown}\n${html}\n${odd}`);
    });
    yield script.takeSpans();
  },
};
