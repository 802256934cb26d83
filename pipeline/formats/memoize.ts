import { ownCopy } from './own-copy.ts';

/**
 * A text function that remembers its recent answers: at least the last `limit` distinct ones, at most twice as many.
 *
 * Two generations instead of a strict LRU: a hit costs one lookup and moves nothing.
 */
export function memoize(compute: (text: string) => string, limit: number): (text: string) => string {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const answer = older.get(text) ?? compute(text);
    if (recent.size >= limit) {
      older = recent;
      recent = new Map();
    }
    recent.set(ownCopy(text), answer);
    return answer;
  };
}
