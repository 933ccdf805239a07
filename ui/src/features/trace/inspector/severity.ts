const names = ["trace", "debug", "info", "warning", "error", "fatal"] as const;

/**
 * OpenTelemetry's severity numbers in words; four numbers share one.
 * Source: OpenTelemetry logs data model, field SeverityNumber (1..24).
 */
export function severityName(severity: number): string {
  return names[Math.floor((severity - 1) / 4)] ?? `severity ${severity}`;
}

/** How loud a severity is shown. */
export function severityTone(severity: number): "plain" | "warning" | "error" {
  if (severity >= 17) return "error";
  return severity >= 13 ? "warning" : "plain";
}
