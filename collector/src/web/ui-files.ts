import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** A file of the UI, ready to be sent. */
export interface UiFile {
  body: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer> | null; // null: not worth it
  brotli: Uint8Array<ArrayBuffer> | null;
  type: string;
  etag: string;
  /** Its name holds a hash of its content, so it may be kept for ever. */
  immutable: boolean;
}

/** The files by path, such as `/assets/index-3f2a.js`. */
export type UiFiles = ReadonlyMap<string, UiFile>;

/**
 * Reads the built UI into memory: a few MB, no path to walk out of, and no disk to wait for. Empty when
 * it was not built.
 */
export async function readUiFiles(folder: string): Promise<UiFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && !/\.(br|gz|map)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const files = names.map(async (name): Promise<[string, UiFile]> => {
    const path = `/${name.split(sep).join("/")}`;
    return [path, await readUiFile(join(folder, name), path)];
  });
  return new Map(await Promise.all(files));
}

async function readUiFile(file: string, path: string): Promise<UiFile> {
  const body = new Uint8Array(await readFile(file));
  const type = types[extname(path)] ?? "application/octet-stream";
  const packed = isText(type) && body.length > packBytesMin ? await pack(file, body) : null;
  return {
    body,
    gzip: packed?.gzip ?? null,
    brotli: packed?.brotli ?? null,
    type,
    etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    immutable: path.startsWith("/assets/"),
  };
}

/** Takes what the build has compressed, and compresses what it has not. */
async function pack(file: string, body: Uint8Array) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
  return {
    gzip: new Uint8Array(await readFile(`${file}.gz`).catch(() => promisify(gzip)(body))),
    brotli: new Uint8Array(
      await readFile(`${file}.br`).catch(() => promisify(brotliCompress)(body, quality)),
    ),
  };
}

const packBytesMin = 1024;

const isText = (type: string): boolean => /^text\/|javascript|json|svg/.test(type);

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
