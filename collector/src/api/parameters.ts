import { z } from "zod";
import { ProjectId } from "../project-id.ts";
import { parseInstant } from "./instant.ts";
import { parseUsd } from "./money.ts";

// Query parameters that more than one route takes. All arrive as text, repeated ones as a list.

/** Which project. Left out: the one of the key, else "default". */
export const project = ProjectId.optional();

const Instant = z.iso.datetime({ offset: true }).transform((text) => parseInstant(text));

/** A half-open period, in RFC 3339: `from` is in, `to` is out. Left out: as far as spans are kept. */
export const period = { from: Instant.optional(), to: Instant.optional() };

/** How many rows to answer with, at most. */
export const limit = (fallback: number, max: number) =>
  z.coerce.number<string>().int().min(1).max(max).default(fallback);

const alternativesMax = 50;

/** Alternatives: repeat the parameter. Empty ones mean nothing. */
export const alternatives = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((values) => [values].flat().filter((value) => value !== ""))
  .pipe(z.array(z.string().max(1000)).max(alternativesMax));

/** Milliseconds, as nanoseconds. */
export const milliseconds = z.coerce
  .number<string>()
  .min(0)
  .max(1e12)
  .transform((ms) => BigInt(Math.round(ms * 1e6)))
  .optional();

/** Decimal dollars, as nano-dollars. */
export const dollars = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,18})?$/, "an amount in dollars, such as 0.05")
  .transform((text) => parseUsd(text))
  .optional();

/** A trace's id as OpenTelemetry writes it. */
export const TraceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/i, "a trace id has 32 hex digits")
  .transform((id) => id.toLowerCase());

export const SpanId = z
  .string()
  .regex(/^[0-9a-f]{16}$/i, "a span id has 16 hex digits")
  .transform((id) => id.toLowerCase());
