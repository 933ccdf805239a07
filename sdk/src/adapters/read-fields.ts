/** Whether a value has fields to be read. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A number, or the one that an object has under a name. */
export function numberAt(value: unknown, name: string): number | undefined {
  const found = isObject(value) ? value[name] : value;
  return typeof found === "number" ? found : undefined;
}
