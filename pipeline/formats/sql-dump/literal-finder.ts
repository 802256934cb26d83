import type { PipelineError } from '../../errors.ts';
import {
  CLOSE,
  COMMA,
  DOT,
  DOUBLE_QUOTE,
  isBlank,
  isDigit,
  LF,
  MINUS,
  PLUS,
  QUOTE,
  UNDERSCORE,
  WORD,
  ZERO,
} from './bytes.ts';
import { BLOCK_COMMENT, COMMENT_END, commentAt, LINE_COMMENT, UNDECIDED } from './comments.ts';
import { CLOSING, type Dialect, PLAIN } from './dialect.ts';
import { notUnderstood } from './errors.ts';

/** The literal, or what must follow it, does not end in the bytes at hand. */
export const NEEDS_MORE = -1;

/** How a value is written. */
export const NULL = 0;
export const NUMBER = 1;
export const TRUE = 2;
export const FALSE = 3;
export const STRING = 4;
export const DOUBLE_QUOTED = 5;
export const HEXADECIMAL = 6;
export const BITS = 7;
/** Added to the form of a string that is not simply the bytes between its quotes. */
export const ESCAPED = 8;
/** Added where a character set stands before it. */
export const INTRODUCED = 16;

const CAPITAL_E = 0x45;
const SMALL_B = 0x62;
const SMALL_E = 0x65;
const SMALL_N = 0x6e;
const SMALL_X = 0x78;
/** The bit that makes a letter small. */
const LOWER_CASE = 0x20;

/** Finds literals of every form: where they are and how they are written. Expressions are refused. */
export class LiteralFinder {
  readonly #table: string;
  readonly #dialect: Dialect;
  /** Of the literal that was found last. */
  form = NULL;
  start = 0;
  end = 0;
  /** The character set before it, where there is one. */
  introducer: string | undefined;

  /** @param table to name it in errors */
  constructor(table: string, dialect: Dialect) {
    this.#table = table;
    this.#dialect = dialect;
  }

  /**
   * Finds the literal at `at`, behind white space and comments if there are any.
   *
   * @param base where `bytes` begins in the dump
   * @returns the place behind it, or NEEDS_MORE
   */
  find(bytes: Buffer, at: number, base: number): number {
    const first = bytes[at];
    if (first === undefined) return NEEDS_MORE;
    if (first === QUOTE) return this.#findString(bytes, at, STRING);
    if (isDigit(first) || first === PLUS || first === DOT || (first === MINUS && bytes[at + 1] !== MINUS)) {
      return this.#findNumber(bytes, at, base);
    }
    if (WORD[first] === 1) return this.#findWord(bytes, at, base);
    if (first === DOUBLE_QUOTE && !this.#dialect.ansiQuotes) return this.#findString(bytes, at, DOUBLE_QUOTED);
    const next = passBlanks(bytes, at);
    if (next === at) throw this.#noLiteral(base + at);
    return next === NEEDS_MORE ? NEEDS_MORE : this.find(bytes, next, base);
  }

  #findString(bytes: Buffer, at: number, form: number, introducer?: string): number {
    const quote = bytes[at];
    const meaning = form === STRING ? this.#dialect.insideQuote : this.#dialect.insideDoubleQuote;
    const size = bytes.length;
    let end = at + 1;
    let escaped = 0;
    for (;;) {
      while (end < size && meaning[bytes[end]!] === PLAIN) end++;
      // One byte more than the closing quote: another quote would mean that the string goes on.
      if (end + 1 >= size) return NEEDS_MORE;
      if (meaning[bytes[end]!] === CLOSING && bytes[end + 1] !== quote) break;
      escaped = ESCAPED;
      end += 2;
    }
    this.#found(form | escaped, at + 1, end, introducer);
    return end + 1;
  }

  #findNumber(bytes: Buffer, at: number, base: number): number {
    const second = bytes[at + 1];
    if (bytes[at] === ZERO && (second === SMALL_X || second === SMALL_B)) {
      return this.#findDigits(bytes, at + 2, second === SMALL_X ? HEXADECIMAL : BITS, base);
    }
    let end = at;
    if (bytes[end] === MINUS || bytes[end] === PLUS) end++;
    const whole = end;
    while (isDigit(bytes[end])) end++;
    let digits = end - whole;
    if (bytes[end] === DOT) {
      const fraction = ++end;
      while (isDigit(bytes[end])) end++;
      digits += end - fraction;
    }
    if (digits > 0 && (bytes[end] === SMALL_E || bytes[end] === CAPITAL_E)) {
      end++;
      if (bytes[end] === MINUS || bytes[end] === PLUS) end++;
      const exponent = end;
      while (isDigit(bytes[end])) end++;
      digits = end - exponent;
    }
    if (end === bytes.length) return NEEDS_MORE;
    if (digits === 0 || WORD[bytes[end]!] === 1) throw this.#noLiteral(base + at);
    this.#found(NUMBER, at, end);
    return end;
  }

  /** Finds the digits of a hexadecimal or bit literal, up to the first byte that is none. */
  #findDigits(bytes: Buffer, at: number, form: number, base: number, introducer?: string): number {
    let end = at;
    while (end < bytes.length && WORD[bytes[end]!] === 1) end++;
    if (end === bytes.length) return NEEDS_MORE;
    const valid = form === HEXADECIMAL ? /^[0-9a-f]*$/i : /^[01]*$/;
    if (!valid.test(bytes.toString('latin1', at, end))) throw this.#noLiteral(base + at);
    this.#found(form, at, end, introducer);
    return end;
  }

  /** NULL, TRUE, FALSE, a prefix and what it belongs to; any other word begins an expression. */
  #findWord(bytes: Buffer, at: number, base: number, introducer?: string): number {
    let end = at + 1;
    while (end < bytes.length && WORD[bytes[end]!] === 1) end++;
    if (end === bytes.length) return NEEDS_MORE;
    const form = introducer === undefined ? constantAt(bytes, at, end) : undefined;
    if (form !== undefined) {
      this.#found(form, at, end);
      return end;
    }
    if (bytes[end] === QUOTE && end === at + 1) return this.#findPrefixed(bytes, at, base, introducer);
    if (bytes[at] === ZERO && bytes[at + 1] === SMALL_X && introducer !== undefined) {
      return this.#findDigits(bytes, at + 2, HEXADECIMAL, base, introducer);
    }
    if (bytes[at] !== UNDERSCORE || introducer !== undefined) throw this.#noLiteral(base + at);
    const literal = passBlanks(bytes, end);
    if (literal === NEEDS_MORE) return NEEDS_MORE;
    const charset = bytes.toString('latin1', at + 1, end).toLowerCase();
    if (bytes[literal] === QUOTE) return this.#findString(bytes, literal, STRING, charset);
    if (bytes[literal] === DOUBLE_QUOTE && !this.#dialect.ansiQuotes) {
      return this.#findString(bytes, literal, DOUBLE_QUOTED, charset);
    }
    if (WORD[bytes[literal]!] === 1) return this.#findWord(bytes, literal, base, charset);
    throw this.#noLiteral(base + literal);
  }

  /** `x'…'`, `b'…'` or `n'…'`. */
  #findPrefixed(bytes: Buffer, at: number, base: number, introducer: string | undefined): number {
    const prefix = bytes[at]! | LOWER_CASE;
    if (prefix === SMALL_N) return this.#findString(bytes, at + 1, STRING, 'utf8');
    if (prefix !== SMALL_X && prefix !== SMALL_B) throw this.#noLiteral(base + at);
    const end = this.#findDigits(bytes, at + 2, prefix === SMALL_X ? HEXADECIMAL : BITS, base, introducer);
    if (end === NEEDS_MORE) return NEEDS_MORE;
    if (bytes[end] !== QUOTE) throw this.#noLiteral(base + at);
    return end + 1;
  }

  /** The comma or parenthesis behind a value that white space or comments stand behind. */
  passBlanks(bytes: Buffer, at: number, base: number): number {
    const next = passBlanks(bytes, at);
    if (next === NEEDS_MORE || bytes[next] === COMMA || bytes[next] === CLOSE) return next;
    throw this.#noLiteral(base + next);
  }

  #found(form: number, start: number, end: number, introducer?: string): void {
    this.form = introducer === undefined ? form : form | INTRODUCED;
    this.start = start;
    this.end = end;
    this.introducer = introducer;
  }

  #noLiteral(offset: number): PipelineError {
    return notUnderstood(
      `expected a literal value (a number, a string or NULL) in a row of ${this.#table}`,
      offset,
      'values that only a server can work out, like DEFAULT or NOW(), cannot be read',
    );
  }
}

function constantAt(bytes: Buffer, at: number, end: number): number | undefined {
  if (end - at !== 4 && end - at !== 5) return undefined;
  switch (bytes.toString('latin1', at, end).toUpperCase()) {
    case 'NULL':
      return NULL;
    case 'TRUE':
      return TRUE;
    case 'FALSE':
      return FALSE;
  }
  return undefined;
}

/** Passes white space and comments. NEEDS_MORE if nothing else is in the bytes at hand. */
export function passBlanks(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    while (isBlank(bytes[at])) at++;
    if (at === bytes.length) return NEEDS_MORE;
    const comment = commentAt(bytes, at, false);
    if (comment !== LINE_COMMENT && comment !== BLOCK_COMMENT) return comment === UNDECIDED ? NEEDS_MORE : at;
    const end = comment === LINE_COMMENT ? bytes.indexOf(LF, at) : bytes.indexOf(COMMENT_END, at + 2);
    if (end === -1) return NEEDS_MORE;
    at = end + (comment === LINE_COMMENT ? 1 : COMMENT_END.length);
  }
}
