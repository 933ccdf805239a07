/** What a charge can be told apart by, and the column it is in. */
export const costColumns = {
  businessUnit: "business_unit",
  project: "cost_project",
  useCase: "use_case",
  agent: "agent",
  model: "model",
  provider: "provider",
  environment: "environment",
  customer: "customer",
  costCenter: "cost_center",
  line: "line",
} as const;
export type CostColumn = keyof typeof costColumns;

/** Narrows charges to those with these values; "" is what belongs to nobody. */
export type CostFilter = Partial<Record<CostColumn, string>>;

/** One month of a project's books, and what of it. */
export interface CostQuery {
  project: string;
  period: string; // YYYY-MM-01
  filter: CostFilter;
}

const names = Object.keys(costColumns).filter((name): name is CostColumn => name in costColumns);

/** Conditions besides the project, and their parameters. */
export function costConditions({ filter, period }: Omit<CostQuery, "project">) {
  const asked = names.filter((name) => filter[name] !== undefined);
  return {
    where: [
      "period = {period:Date}",
      ...asked.map((name) => `${costColumns[name]} = {of_${name}:String}`),
    ],
    parameters: {
      period,
      ...Object.fromEntries(asked.map((name) => [`of_${name}`, filter[name]])),
    },
  };
}

/** An exact sum of pico-dollars as text: a month of a large company is past 64 bits of them. */
export const picoSum = (column: string, condition = "1"): string =>
  `toString(sumIf(toInt128(ifNull(${column}, 0)), ${condition}))`;
