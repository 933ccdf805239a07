import { Preparation, type PreparationOptions } from "./preparation.ts";
import type { Preparer } from "./prepared-request.ts";

/** Prepares requests in the thread of the caller. */
export function prepareHere(options: PreparationOptions): Preparer {
  const preparation = new Preparation(options);
  let requests = 0;
  return {
    async prepare(request) {
      const id = (requests += 1);
      return { id, prepared: preparation.prepare(id, request) };
    },
    settle: (id, kept) => preparation.settle(id, kept),
  };
}
