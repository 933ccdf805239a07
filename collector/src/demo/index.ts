export { repeatNow } from "./exhibits.ts";
export { type DemoBatch, generateDemo } from "./generate-demo.ts";
export { type DemoProgress, sendDemo } from "./send-demo.ts";
