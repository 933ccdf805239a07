/** Where and when something came in. */
export interface NormalizeContext {
  project: string;
  receivedUnixMs: number;
}
