/**
 * Finds the end of an INSERT's rows at memory speed, and still by quoting.
 *
 * Rows as mysqldump and mariadb-dump write them consist of bare literals (numbers, NULL, hexadecimal) and of strings in single
 * quotes with backslash escapes: no comments, no double-quoted strings, no expressions. A semicolon ends the statement if it is
 * outside a string. To know that, one need not read the rows from their beginning: the bytes before the semicolon tell. A backslash,
 * a colon or a brace, for example, can only be inside a string; an odd number of quotes behind it, and the semicolon is outside. So
 * this looks for semicolons with `indexOf` and walks back from each for as many bytes as it takes to be certain (a dozen or so).
 * If nothing is certain it gets to the last place whose state is known, which is as good: the quotes in between were counted. No byte
 * is read twice that way, so the worst case is a plain byte loop, and raw line ends or SQL inside strings do not matter.
 */
import { BACKSLASH, CLOSE, DOT, isBlank, MINUS, OPEN, QUOTE, SEMICOLON, UNDERSCORE } from './bytes.ts';

/** Where a place is. */
export const OUTSIDE = 0;
export const INSIDE = 1;
/** Inside a string, right behind a backslash that takes the next byte with it. */
export const ESCAPED = 2;
export type Place = typeof OUTSIDE | typeof INSIDE | typeof ESCAPED;

/** One entry per byte: 1 where it can stand nowhere but inside a string. */
const ONLY_INSIDE = new Uint8Array(256).fill(1, 0x7f);
ONLY_INSIDE.fill(1, 0, 9).fill(1, 14, 0x20);
for (const character of ':?[]{}\\') ONLY_INSIDE[character.charCodeAt(0)] = 1;

/** One entry per byte: 1 for letters, digits and the underscore. */
const LITERAL = new Uint8Array(256);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_') LITERAL[c.charCodeAt(0)] = 1;

/** One entry per byte: 1 for what else stands outside strings, white space apart. */
const PUNCTUATION = new Uint8Array(256);
for (const c of '(),.+-') PUNCTUATION[c.charCodeAt(0)] = 1;

/** A longer word before a quote is text: names of character sets are shorter. */
const LONGEST_PREFIX = 24;

/** How far back bytes are looked at one by one. Farther back, numbers or long texts, the next quote is searched for. */
const WALK = 64;

/** How much of the rows is read byte by byte to see whether they are written as they should be. */
const SAMPLE = 512;

export class ValueSkipper {
  #place: Place = OUTSIDE;
  /** Where `#place` is. */
  #known = 0;

  /** Begins behind `VALUES`. */
  restart(): void {
    this.#place = OUTSIDE;
  }

  /** The place of the semicolon that ends the statement, or -1 if it is not in `bytes`. Remembers where it was. */
  find(bytes: Buffer, from: number): number {
    this.#known = from;
    for (let at = this.#passText(bytes, from); at !== -1; at = this.#passText(bytes, at + 1)) {
      this.#place = placeOf(bytes, this.#known, this.#place, at);
      if (this.#place === OUTSIDE) return at;
      this.#known = at;
    }
    this.#place = placeOf(bytes, this.#known, this.#place, bytes.length);
    return -1;
  }

  /**
   * The next semicolon that may be outside of a string, or -1. With `isInText` this is nearly all that runs, and apart from the rest
   * because it is so little: V8 compiles it at once, where to compile the whole takes longer than to read a hundred megabytes.
   */
  #passText(bytes: Buffer, from: number): number {
    let known = this.#known;
    let at = bytes.indexOf(SEMICOLON, from);
    if (at === -1 || !isInText(bytes, known, at)) return at;
    do {
      known = at;
      at = bytes.indexOf(SEMICOLON, at + 1);
    } while (at !== -1 && isInText(bytes, known, at));
    this.#known = known;
    this.#place = INSIDE;
    return at;
  }
}

/** Do the bytes right before a semicolon tell that it is inside a string? So they do for nearly all that are. */
function isInText(bytes: Buffer, known: number, at: number): boolean {
  if (at === known) return false;
  const before = bytes[at - 1]!;
  // The last row ends with a parenthesis.
  if (before !== CLOSE && !isBlank(before)) return true;
  for (let here = at - 2; here >= known; here--) {
    const byte = bytes[here]!;
    if (byte === QUOTE) return neverBehindString(bytes[here + 1]!);
    if (ONLY_INSIDE[byte] === 1) return true;
  }
  return false;
}

/** Is `at` inside a string? `known` lies before it, or is the same, and is where `knownPlace` says. */
export function placeOf(bytes: Buffer, known: number, knownPlace: Place, at: number): Place {
  if (known === at) return knownPlace;
  if (knownPlace === ESCAPED) return placeOf(bytes, known + 1, INSIDE, at);
  const backslashes = countBackslashes(bytes, known, at);
  // Backslashes are only inside strings, and these are all that stand together, so the first of them is not escaped itself.
  if (backslashes > 0) return backslashes % 2 === 1 ? ESCAPED : INSIDE;

  // `flips`: how often a quote between here and `at` begins or ends a string; only odd or even counts.
  let flips = 0;
  let here = at;
  for (;;) {
    const near = Math.max(known, here - WALK);
    while (here > near && bytes[here - 1] !== QUOTE) {
      if (ONLY_INSIDE[bytes[here - 1]!] === 1) return flipped(INSIDE, flips);
      here--;
    }
    if (here === near) here = known + bytes.subarray(known, near).lastIndexOf(QUOTE) + 1;
    if (here === known) return flipped(knownPlace, flips);
    const behind = bytes[here];
    // A letter, digit or opening parenthesis right behind a quote: the quote has begun a string, or is doubled inside one.
    if (here < at && behind !== undefined && neverBehindString(behind)) return flipped(INSIDE, flips);
    const last = here;
    while (here > known && bytes[here - 1] === QUOTE) here--;
    const quotes = last - here;
    const escapes = countBackslashes(bytes, known, here);
    if (escapes > 0) return flipped(INSIDE, flips + quotes - (escapes % 2));
    flips += quotes;
    if (here === known) return flipped(knownPlace, flips);
    // The first of the quotes begins a string unless it is in one already; what stands before it may tell.
    if (neverBeforeString(bytes, known, here)) return flipped(INSIDE, flips);
  }
}

const flipped = (place: Place, flips: number): Place => (flips % 2 === 0 ? place : place === INSIDE ? OUTSIDE : INSIDE);

function countBackslashes(bytes: Buffer, known: number, at: number): number {
  let first = at;
  while (first > known && bytes[first - 1] === BACKSLASH) first--;
  return at - first;
}

/** What follows a string is a comma, a parenthesis or white space; anything else that is not certain counts as possible. */
const neverBehindString = (byte: number): boolean => LITERAL[byte] === 1 || byte === OPEN || ONLY_INSIDE[byte] === 1;

/**
 * Is it certain that no string begins at `at`? Before one there is a comma, a parenthesis, white space, or a prefix like `x` or
 * `_binary`; so certain is: a closing parenthesis, a full stop, or a word that is no prefix.
 */
function neverBeforeString(bytes: Buffer, known: number, at: number): boolean {
  const before = bytes[at - 1]!;
  if (before === CLOSE || before === SEMICOLON || before === DOT || ONLY_INSIDE[before] === 1) return true;
  if (LITERAL[before] === 0) return false;
  let first = at;
  while (first > known && at - first <= LONGEST_PREFIX && LITERAL[bytes[first - 1]!] === 1) first--;
  const length = at - first;
  if (length > LONGEST_PREFIX) return true;
  if (first === known || bytes[first] === UNDERSCORE) return false;
  return length > 1 || !/[xXbBnN]/.test(String.fromCharCode(before));
}

/**
 * Are the rows that begin at `from` written as mysqldump writes them, as far as a sample of them tells? Undefined when the sample is
 * not at hand.
 */
export function looksPlain(bytes: Buffer, from: number): boolean | undefined {
  let place: Place = OUTSIDE;
  for (let at = from; at < from + SAMPLE; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    if (place === ESCAPED) place = INSIDE;
    else if (byte === QUOTE) place = place === INSIDE ? OUTSIDE : INSIDE;
    else if (place === INSIDE) place = byte === BACKSLASH ? ESCAPED : INSIDE;
    else if (byte === SEMICOLON) return true;
    else if (LITERAL[byte] === 0 && PUNCTUATION[byte] === 0 && !isBlank(byte)) return false;
    else if (byte === MINUS && bytes[at + 1] === MINUS) return false;
  }
  return true;
}
