import { Chat } from "../chat.ts";
import { openInference } from "../dialects/openinference.ts";
import { gpt } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { Scenario } from "./scenario.ts";

const system = `You answer questions with SQL on ClickHouse. First read the schema, then write one query,
run it, check that the numbers add up, and answer in two sentences with the figures.`;
const questions = {
  "revenue-analysis": [
    [
      "Which region grew most last quarter?",
      "SELECT region, sum(net) AS net FROM sales WHERE quarter = '2026Q3' GROUP BY region ORDER BY net DESC",
      "North: 4.81 M, West: 3.97 M, South: 2.24 M",
    ],
    [
      "How did returns develop since June?",
      "SELECT toStartOfMonth(day) AS month, sum(returned) / sum(sold) FROM orders GROUP BY month ORDER BY month",
      "June 4.1 %, July 4.4 %, August 5.2 %, September 4.9 %",
    ],
    [
      "What is the average basket of new customers?",
      "SELECT avg(total) FROM orders WHERE is_first_order",
      "61.37 EUR over 18,402 first orders",
    ],
  ],
  "incident-analysis": [
    [
      "Which service caused the errors at 14:05?",
      "SELECT service, count() FROM logs WHERE level = 'error' AND at BETWEEN '14:00' AND '14:10' GROUP BY service",
      "checkout 1,204, inventory 17, search 3",
    ],
    [
      "When did latency rise, and after which deploy?",
      "SELECT deploy, quantile(0.95)(ms) FROM requests GROUP BY deploy ORDER BY deploy",
      "deploy 3181: 2,140 ms; before it 310 ms",
    ],
  ],
} as const;

const profile = {
  name: "sql-analyst",
  version: "0.9.4",
  description: "Answers questions with SQL",
  choice: gpt,
};

/** Questions in words, answered with SQL; a wrong column name costs a second try. */
export const sqlAnalyst: Scenario = {
  agent: "sql-analyst",
  service: "analytics",
  dialect: openInference,
  play: (script, useCase) => {
    const { random } = script;
    const [question, sql, rows] =
      useCase === "incident-analysis"
        ? random.pick(questions["incident-analysis"])
        : random.pick(questions["revenue-analysis"]);
    playAgent(script, { ...profile, input: question }, () => {
      const tools = ["list_tables", "describe_table", "run_query"];
      const chat = new Chat(script, {
        choice: gpt,
        system,
        tools,
        reasons: true,
        reportsCost: true,
      });
      chat.user(question);
      chat.uses(["list_tables", {}, '["sales","orders","customers","requests","logs"]']);
      const table = /FROM (\w+)/.exec(sql)?.[1] ?? "sales";
      chat.uses([
        "describe_table",
        { table },
        `{"table":"${table}","columns":${random.int(8, 40)},"rows":${random.int(1, 90)}000000}`,
      ]);
      const message = `Unknown expression identifier 'amount' in scope ${sql.slice(0, 60)}`;
      const error = { type: "UNKNOWN_IDENTIFIER", message };
      if (random.chance(0.3))
        chat.uses(["run_query", { sql: sql.replace(/\w+\)/, "amount)") }, { error }]);
      chat.uses(["run_query", { sql }, `{"rows":"${rows}","elapsed_ms":${random.int(8, 900)}}`]);
      return chat.says(
        `${rows}. The query read ${random.int(1, 90)} million rows; totals match the monthly report.`,
      );
    });
  },
};
