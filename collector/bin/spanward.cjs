#!/usr/bin/env node
// CommonJS, because the loader of modules would start the thread pool before its size can be set. The
// pool serves fdatasync and gunzip; with four threads a few big requests would make others wait.
process.env["UV_THREADPOOL_SIZE"] ??= "16";
void import("../dist/main.js");
