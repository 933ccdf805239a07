/** This package's version, sent as the version of its instrumentation scope. */
export const version = "0.1.0";
