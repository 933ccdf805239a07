/** Lists of items by a text; items without one are in no list. An item may be in a list twice. */
export interface ListIndex<Item> {
  add: (key: string, item: Item) => void;
  get: (key: string) => readonly Item[];
}

/** Opens an index without items. */
export function createIndex<Item>(): ListIndex<Item> {
  const lists = new Map<string, Item[]>();
  return {
    add(key, item) {
      if (key === "") return;
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [item]);
      else list.push(item);
    },
    get: (key) => lists.get(key) ?? [],
  };
}
