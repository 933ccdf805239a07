import type { OtlpLogRecord } from "../otlp.ts";
import { unsetResource, unsetScope } from "../unset.ts";
import { readAnyValue, readAttributes } from "./attributes.ts";
import * as field from "./fields.ts";
import { jsonRequest } from "./request.ts";

const severities = ["UNSPECIFIED"]
  .concat(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap(fourLevels))
  .map((name) => `SEVERITY_NUMBER_${name}`);
const names = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };

/** Decodes an `ExportLogsServiceRequest`. Ids are hex in lower case, whatever their length. */
export const readLogs = jsonRequest<OtlpLogRecord>(names, (json, reading) => {
  const record = field.readMessage(json, "a log record");
  return [
    {
      timeUnixNano: field.readUint64(record["timeUnixNano"]),
      observedTimeUnixNano: field.readUint64(record["observedTimeUnixNano"]),
      severityNumber: field.readEnum(record["severityNumber"], severities),
      severityText: field.readText(record["severityText"]),
      eventName: field.readText(record["eventName"]),
      body: readAnyValue(record["body"], reading),
      attributes: readAttributes(record["attributes"], reading),
      droppedAttributesCount: field.readUint32(record["droppedAttributesCount"]),
      flags: field.readUint32(record["flags"]),
      traceId: field.readId(record["traceId"]),
      spanId: field.readId(record["spanId"]),
      resource: unsetResource(),
      scope: unsetScope(),
    },
  ];
});

/** `INFO`, `INFO2`, `INFO3`, `INFO4` */
function fourLevels(name: string): string[] {
  return [name, `${name}2`, `${name}3`, `${name}4`];
}
