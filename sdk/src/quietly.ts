import { diag } from "@opentelemetry/api";

/**
 * Runs a piece of telemetry. Whatever it throws is told to OpenTelemetry's diagnostics and goes no
 * further: the agent's own code never fails because of what watches it.
 */
export function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    diag.error("@spanward/sdk: telemetry failed", error);
  }
}
