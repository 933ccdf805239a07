import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import type { StartOptions } from "./settings.ts";

/** Who sends: the options, over OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES. */
export function createResource({
  serviceName,
  serviceVersion,
  environment,
}: StartOptions): Resource {
  const own = {
    "service.name": serviceName,
    "service.version": serviceVersion,
    "deployment.environment.name": environment,
  };
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value));
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(said));
}
