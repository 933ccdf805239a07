/** Tells of what went wrong with the telemetry: once for each kind, never more often. */
export interface Problems {
  tell(kind: string, message: string): void;
  /** The kind is over; the next one is told again. */
  clear(kind: string): void;
}

/**
 * Problems go to `onProblem`; without one they are warnings of the process, which Node prints to
 * standard error.
 */
export function createProblems(onProblem?: (message: string) => void): Problems {
  const told = new Set<string>();
  return {
    tell(kind, message) {
      if (told.has(kind)) return;
      told.add(kind);
      try {
        if (onProblem) onProblem(message);
        else process.emitWarning(message, "SpanwardWarning");
      } catch {
        // Whoever listens must not bring the agent down.
      }
    },
    clear: (kind) => void told.delete(kind),
  };
}
