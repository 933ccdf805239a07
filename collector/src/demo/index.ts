export { type DemoBatch, type DemoOptions, generateDemo } from "./generate-demo.ts";
export { type Exhibit, exhibits } from "./exhibits.ts";
export { type DemoProgress, sendDemo } from "./send-demo.ts";
