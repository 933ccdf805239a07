export type { HallucinationClass } from "./error-streaks.ts";
export { errorClass, hashText, hashValue, joinHashes, type VolatileKeys } from "./hash-value.ts";
export { type LoopCall, LoopDetector, type LoopOutcome } from "./loop-detector.ts";
export {
  type LoopFinding,
  type LoopSettings,
  loopSettingsDefault,
  type Thresholds,
} from "./loop-settings.ts";
export { PollKeeper, type PollSpec, type PollVerdict } from "./poll-keeper.ts";
