import type { Decision } from "../policy/decision.ts";

const messageCharactersMax = 1_000;

/** An action was not carried out. The decision says why. */
export class GuardDenied extends Error {
  override readonly name = "GuardDenied";
  readonly decision: Decision;
  /** The tool, model or agent that was to be used. */
  readonly target: string;

  constructor(target: string, decision: Decision) {
    super(`${target} was not allowed (${decision.code}): ${decision.reason}`);
    this.decision = decision;
    this.target = target;
  }

  /** What a model is told in place of the tool's result, as JSON of at most about 1,000 characters. */
  toModelMessage(): string {
    const { code, reason, retryAfterMs } = this.decision;
    return JSON.stringify({
      error: "not_allowed",
      tool: this.target.slice(0, 128),
      code,
      reason: reason.slice(0, messageCharactersMax - 300),
      ...(retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(retryAfterMs) }),
      advice: adviceOn(code),
    });
  }
}

function adviceOn(code: Decision["code"]): string {
  if (code === "tool.unknown") return "Call only the tools you were given.";
  if (code === "args.invalid") return "Correct the arguments and call the tool again.";
  if (code.startsWith("loop.")) {
    return "You have done this several times with the same result. Do something else, or finish.";
  }
  if (code === "breaker.open") return "Do without it, or try again later.";
  if (code.startsWith("approval."))
    return "A person has to approve this. Do not try it again by itself.";
  return "Do not try this again. Go on without it, or finish with what you have.";
}
