/** The ways to look at a trace, in the order of their keys. */
export const pictureNames = ["timeline", "map"] as const;

/** `view=` in the address. */
export type PictureName = (typeof pictureNames)[number];

/** The picture an address names; the timeline for none, or for one that there is not. */
export function pictureNamed(name: string | null): PictureName {
  return pictureNames.find((known) => known === name) ?? "timeline";
}
