import { distance } from 'fastest-levenshtein';

/** The candidate that the user most likely meant, or undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalise(word);
  if (wanted === '') return undefined;
  // A third of the letters may be wrong, in short words one.
  const limit = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestCost = limit + 1;
  for (const candidate of candidates) {
    const known = normalise(candidate);
    const cost = isSwapped(wanted, known) ? 1 : distance(wanted, known);
    // Of two words with nothing in common a short one is always "near": at least half of it must be right.
    if (cost < bestCost && cost * 2 <= Math.max(wanted.length, known.length)) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}

/** Two letters are in each other's place, which counts as one mistake: `slat`, `cvs`. */
export function isSwapped(a: string, b: string): boolean {
  return a.length === b.length && distance(a, b) === 2 && [...a].sort().join('') === [...b].sort().join('');
}

/** `machine_events`, `MachineEvents` and `machine-events` are one word to a user. */
function normalise(word: string): string {
  return word.toLowerCase().replace(/[-_. ]/g, '');
}

/** "did you mean `x`?", or what else is given, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise?: string): string | undefined {
  const meant = suggest(word, candidates);
  return meant === undefined ? otherwise : `did you mean ${code(meant)}?`;
}

/** A word as the user types it, in backquotes; control characters cannot reach the terminal. */
export function code(word: string): string {
  return `\`${printable(word)}\``;
}

/** `a`, `b` or `c` */
export function alternatives(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Text of unknown origin, safe to print on one line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{fffd}');
}
