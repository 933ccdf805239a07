import type { Check } from "../api/answers/diagnosis.ts";

/** A check that found nothing to do. */
export const ok = (name: string, finding: string): Check => ({
  name,
  state: "ok",
  finding,
  action: "",
});
