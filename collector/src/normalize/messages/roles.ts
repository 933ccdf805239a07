const roles: Record<string, string> = {
  human: "user",
  humanmessage: "user",
  humanmessagechunk: "user",
  ai: "assistant",
  aimessage: "assistant",
  aimessagechunk: "assistant",
  model: "assistant",
  bot: "assistant",
  chatbot: "assistant",
  systemmessage: "system",
  developer: "system",
  toolmessage: "tool",
  function: "tool",
  functionmessage: "tool",
  chatmessage: "user",
  message: "",
  constructor: "",
};

/** One word for who speaks; `otherwise` when nobody is named. */
export function canonicalRole(role: string, otherwise: string): string {
  const lower = role.toLowerCase();
  const known = Object.hasOwn(roles, lower) ? roles[lower] : lower;
  return known === undefined || known === "" ? otherwise : known;
}
