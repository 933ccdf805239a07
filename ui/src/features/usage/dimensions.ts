/** What usage can be broken down by: the API's name, how the reader calls it, and what lacks one. */
export const dimensions = [
  { by: "agent", label: "Agent", none: "No agent named" },
  { by: "model", label: "Model", none: "No model named" },
  { by: "businessUnit", label: "Business unit", none: "Not attributed" },
  { by: "useCase", label: "Use case", none: "Not attributed" },
  { by: "environment", label: "Environment", none: "No environment named" },
  { by: "service", label: "Service", none: "No service named" },
  { by: "user", label: "User", none: "No user named" },
] as const;
export type Dimension = (typeof dimensions)[number];

/** The dimension a text names; by agent when it names none. */
export function readDimension(text: string | null): Dimension {
  return dimensions.find((each) => each.by === text) ?? dimensions[0];
}
