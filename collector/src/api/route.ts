import { describeRoute, resolver, validator } from "hono-openapi";
import type { z } from "zod";
import { ApiError, ErrorAnswer } from "./api-error.ts";

/** Describes a route that answers JSON, for `/api/openapi.json`. */
export function describe(summary: string, answer: z.ZodType, description = summary) {
  const failure = (reason: string) => ({
    description: reason,
    content: { "application/json": { schema: resolver(ErrorAnswer) } },
  });
  return describeRoute({
    summary,
    responses: {
      200: { description, content: { "application/json": { schema: resolver(answer) } } },
      400: failure("A parameter is wrong; the message names it"),
      404: failure("There is no such thing, or it has expired"),
      503: failure("The store is busy: ask again, or ask for less"),
    },
  });
}

/** Checks the query of a request. @throws {ApiError} that names what is wrong and what would be right */
export const query = <Schema extends z.ZodType>(schema: Schema) =>
  validator("query", schema, refuse);

/** Checks the path of a request, likewise. */
export const path = <Schema extends z.ZodType>(schema: Schema) =>
  validator("param", schema, refuse);

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

function refuse(result: { success: true } | { success: false; error: readonly Issue[] }): void {
  if (result.success) return;
  const wrong = result.error.map(({ message, path: where = [] }) => {
    const [first] = where;
    const name = typeof first === "object" ? first.key : first;
    return name === undefined ? message : `${String(name)}: ${message}`;
  });
  throw new ApiError(400, "invalid_parameter", wrong.join("; "));
}
