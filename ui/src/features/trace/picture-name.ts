/** The pictures of a trace that have a tab, in the order of their keys. */
export const pictureTabs = ["timeline", "map", "path", "transcript", "cost"] as const;

/** `view=` in the address; the flame is the timeline in another shape. */
export type PictureName = (typeof pictureTabs)[number] | "flame";

/** The tab a picture belongs to. */
export function tabOf(picture: PictureName): (typeof pictureTabs)[number] {
  return picture === "flame" ? "timeline" : picture;
}

/** The picture an address names; the timeline for none, or for one that there is not. */
export function pictureNamed(name: string | null): PictureName {
  return [...pictureTabs, "flame" as const].find((known) => known === name) ?? "timeline";
}
