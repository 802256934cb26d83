/** Shorter ones can be tried out, whatever they are made of. */
const LEAST_BYTES = 16;
const LEAST_DISTINCT = 6;
/**
 * A guess costs one hash, and a machine tries some 10^10 in a second. Four words out of 2048 are through in half an hour, and a
 * well-known phrase of four at once; six words take longer than anyone waits.
 */
const LEAST_WORDS = 6;
/** Words run together without a mark between them count by their length. */
const WORD_LENGTH = 7;

/**
 * Why a salt can be guessed, as the end of the sentence "the salt …"; undefined when it looks random enough.
 *
 * The names behind the pseudonyms are no secret (host names follow patterns, node UUIDs stand in public APIs), so whoever can
 * guess the salt undoes the mask. These are rules of thumb: what they let pass may still be weak.
 */
export function weaknessOf(salt: Uint8Array): string | undefined {
  // One character per byte: lengths count bytes, and letters stay letters.
  const text = Buffer.from(salt).toString('latin1');
  if (text.length < LEAST_BYTES) return `is shorter than ${LEAST_BYTES} bytes`;
  if (new Set(text).size < LEAST_DISTINCT) return `has fewer than ${LEAST_DISTINCT} different characters`;
  if (isRepetition(text)) return 'repeats a shorter text';
  if (isSequence(text)) return 'is a run of neighbouring characters';
  if (isMadeOfWords(text)) return `looks like fewer than ${LEAST_WORDS} words`;
  return undefined;
}

/** A text that occurs in its own double before its end begins anew there. */
const isRepetition = (text: string): boolean => (text + text).indexOf(text, 1) < text.length;

function isSequence(text: string): boolean {
  let steps = 0;
  for (let i = 1; i < text.length; i++) {
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) <= 1) steps++;
  }
  return steps > text.length / 2;
}

/** Chameleon-Testbed-2026, OpenStackTraces: letters mostly, in pieces that are written like words. */
function isMadeOfWords(text: string): boolean {
  const words = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const count = words.reduce((sum, word) => sum + Math.ceil(word.length / WORD_LENGTH), 0);
  return letters > text.length * 0.6 && count < LEAST_WORDS;
}
