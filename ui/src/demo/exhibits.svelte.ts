import { createQuery } from "@tanstack/svelte-query";
import { api } from "../api.ts";
import { listExhibits } from "./exhibits.ts";

/** The project that demo data is in. */
export const demoProject = "demo";

/** The exhibits that are there now; none when no demo data is loaded. */
export const createExhibits = () =>
  createQuery(() => ({
    queryKey: ["exhibits"],
    queryFn: async ({ signal }) => {
      const query = { project: demoProject, tag: "featured:true", limit: "100" };
      return listExhibits((await api.traces(query, { signal })).traces);
    },
  }));
