/**
 * Asks at most once in `ms`, however many want to know, and tells those who come while it is asking the
 * same. What failed is not remembered.
 */
export function remember<Answer>(
  ms: number,
  ask: () => Promise<Answer>,
  clock: () => number = () => performance.now(),
): () => Promise<Answer> {
  let last: { at: number; answer: Promise<Answer> } | null = null;
  return () => {
    if (last !== null && clock() - last.at < ms) return last.answer;
    const answer = ask();
    const mine = { at: clock(), answer };
    last = mine;
    answer.catch(() => {
      if (last === mine) last = null;
    });
    return answer;
  };
}
