/** Lists of items by a text; items without one are in no list. */
export interface ListIndex<Item> {
  add: (key: string, item: Item) => void;
  get: (key: string) => readonly Item[];
}

/** Opens an index without items. */
export function createIndex<Item>(): ListIndex<Item> {
  const lists = new Map<string, Set<Item>>();
  return {
    add(key, item) {
      if (key === "") return;
      const list = lists.get(key);
      if (list === undefined) lists.set(key, new Set([item]));
      else list.add(item);
    },
    get: (key) => (key === "" ? [] : [...(lists.get(key) ?? [])]),
  };
}
