import type { MessagePart } from "../content.ts";
import { fieldAt, type Json } from "../attributes/json.ts";

type Media = MessagePart & { type: "media" };

// Where the providers keep the place of an image, file or sound, or the data itself.
const places = [
  "image_url.url",
  "image_url",
  "image.image.url",
  "image.url",
  "url",
  "uri",
  "fileData.fileUri",
  "fileData.file_uri",
  "file_data.file_uri",
  "source.url",
  "audio.audio.url",
  "file_url",
  "inlineData.data",
  "inline_data.data",
  "source.data",
  "source.bytes",
  "image.source.bytes",
  "document.source.bytes",
  "input_audio.data",
  "file.file_data",
  "file_data",
  "data",
  "image",
  "content",
];
const fileIds = ["file_id", "fileId", "file.file_id", "source.file_id"];
const mimeTypes = [
  "mime_type",
  "mimeType",
  "media_type",
  "mediaType",
  "source.media_type",
  "inlineData.mimeType",
  "inline_data.mime_type",
  "fileData.mimeType",
  "file_data.mime_type",
  "modality",
];
const formats: readonly [string, string][] = [
  ["input_audio.format", "audio"],
  ["image.format", "image"],
  ["document.format", "application"],
];

/**
 * Reads an image, file or sound. Inline data is measured and left where it is: its `reference` is
 * "". Null when there is neither data nor a reference.
 */
export function readMedia(part: Json): Media | null {
  const mimeType = firstTextAt(part, mimeTypes) ?? mimeTypeOfFormat(part);
  const fileId = firstTextAt(part, fileIds);
  if (fileId !== undefined)
    return { type: "media", mimeType, bytes: 0, source: "file", reference: fileId };
  const place = firstTextAt(part, places);
  if (place === undefined) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) {
    return { type: "media", mimeType, bytes: 0, source: "url", reference: place };
  }
  const [, named = "", base64 = place] = /^data:([^;,]*)[^,]*,(.*)$/s.exec(place) ?? [];
  const bytes = Math.floor((base64.length * 3) / 4);
  return {
    type: "media",
    mimeType: named === "" ? mimeType : named,
    bytes,
    source: "inline",
    reference: "",
  };
}

function firstTextAt(part: Json, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = fieldAt(part, path);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function mimeTypeOfFormat(part: Json): string {
  for (const [path, family] of formats) {
    const format = fieldAt(part, path);
    if (typeof format === "string") return `${family}/${format}`;
  }
  return "";
}
