import { ownCopy } from '../../pipeline/formats/own-copy.ts';

/** Of a long text, so much decides where it is kept. */
const LOOKED_AT = 64;

/** Texts remembered. A trace meets a name again soon, or hardly ever. */
const LIMIT = 2 ** 14;

/**
 * A text function that remembers some of its recent answers.
 *
 * Each text has two places, by a cheap hash of its own; a third one with the same places drives out the one that was met longest
 * ago. A map would forget less by chance, but for names that come once it costs twice as much to fill and to throw away.
 *
 * @param limit how many, a power of two.
 */
export function cachedNames(compute: (text: string) => string, limit = LIMIT): (text: string) => string {
  const texts = new Array<string | undefined>(limit).fill(undefined);
  const answers = new Array<string>(limit).fill('');
  return (text) => {
    const newer = placeOf(text) & (limit - 2);
    if (texts[newer] === text) return answers[newer] as string;
    const older = newer + 1;
    const known = texts[older] === text;
    const answer = known ? (answers[older] as string) : compute(text);
    const own = known ? (texts[older] as string) : ownCopy(text);
    texts[older] = texts[newer];
    answers[older] = answers[newer] as string;
    texts[newer] = own;
    answers[newer] = answer;
    return answer;
  };
}

/** FNV-1a over UTF-16 units, folded so that its low bits depend on all of them. */
function placeOf(text: string): number {
  let hash = 0x811c9dc5 ^ text.length;
  const end = Math.min(text.length, LOOKED_AT);
  for (let i = 0; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
