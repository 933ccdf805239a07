import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { followersMax, type LiveTail } from "../live/live-tail.ts";
import { LiveNews } from "./answers/live.ts";
import { ApiError } from "./api-error.ts";
import { formatInstant } from "./instant.ts";
import { project } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, query } from "./route.ts";
import { searchText } from "./search-filter.ts";

const Follow = z.object({ project, q: searchText });

/** Nothing to tell is told too, so that proxies keep the connection and pages know it is there. */
const beatMs = 10_000;
/** Then the page connects anew, and shows again that it may read. */
const streamMsMax = 600_000;

/**
 * `/api/live`: traces as they come in and grow, as server-sent events. `event: news` holds a `LiveNews`; its
 * id, given back as `Last-Event-ID`, is where a follower that was away goes on.
 */
export function liveRoutes({ live, clock }: { live: LiveTail; clock: () => number }) {
  return new Hono<ApiEnv>().get(
    "/",
    describe("Traces as they come in, as server-sent events", LiveNews),
    query(Follow),
    (c) => {
      const { q: conditions, ...asked } = c.req.valid("query");
      const of = projectOf(c, asked.project);
      const text = JSON.stringify(conditions, (_, value: unknown) =>
        typeof value === "bigint" ? `${value}` : value,
      );
      const since = /^\d{1,15}$/.exec(c.req.header("last-event-id") ?? "");
      const follower = live.follow(
        { project: of, conditions, text },
        since ? Number(since[0]) : null,
      );
      if (!follower) {
        const message = `${followersMax} pages follow already. Close one of them, or look at the list.`;
        throw new ApiError(429, "too_many_followers", message);
      }
      c.header("cache-control", "no-store");
      c.header("x-accel-buffering", "no"); // proxies would hold events back
      return streamSSE(c, async (stream) => {
        stream.onAbort(() => follower.close());
        const until = clock() + streamMsMax;
        try {
          while (clock() < until) {
            const told = await follower.next(beatMs);
            if (!told) break;
            const { reachedUnixMs, ...news } = told;
            const now = formatInstant(BigInt(clock()) * 1_000_000n);
            // Waits for a reader that is slow; what comes meanwhile waits, bounded, in the follower.
            await stream.writeSSE({
              event: "news",
              id: `${reachedUnixMs}`,
              data: JSON.stringify({ now, ...news } satisfies LiveNews),
            });
          }
        } finally {
          follower.close();
        }
      });
    },
  );
}
