import { z } from "zod";
import { SpanDetail } from "./span-detail.ts";

/** What is new in a span: its answer, and of its input what the model had not been told before. */
export const SpanNews = SpanDetail.shape.content
  .pick({ input: true, output: true, inputValue: true, outputValue: true, decision: true })
  .extend({
    earlierMessages: z.number(), // how many messages of the input are left out
  });
export type SpanNews = z.infer<typeof SpanNews>;

/** What was said in some spans of a trace, each text cut at 2,000 characters; in no order. */
export const SpanContents = z.object({
  spans: z.array(
    z.object({
      spanId: z.string(),
      error: z.string(), // "" for none
      news: SpanNews.nullable(), // null: expired, or left out
      bytesLeftOut: z.number().nullable(), // more than is read for many spans at once
    }),
  ), // spans that are not there are left out
});
export type SpanContents = z.infer<typeof SpanContents>;
