import { BACKSLASH, BACKTICK, DOUBLE_QUOTE, HASH, LF, MINUS, QUOTE, SLASH, STAR } from './bytes.ts';
import {
  BLOCK_COMMENT,
  COMMENT_END,
  CONDITIONAL,
  commentAt,
  conditionalBody,
  isCommentEnd,
  LINE_COMMENT,
  UNDECIDED,
} from './comments.ts';
import { CLOSING, type Dialect, PLAIN } from './dialect.ts';

type Region = 'code' | 'quote' | 'double-quote' | 'backtick' | 'line-comment' | 'block-comment';

/**
 * Finds the end of a statement by reading every byte: strings, quoted names and comments of all kinds hide delimiters. The
 * statement may be of any length and come in any pieces; nothing of it is kept.
 */
export class StatementScanner {
  readonly #dialect: Dialect;
  readonly delimiter: Buffer;
  /** In strings in single quotes, only these and backslashes matter. */
  readonly #isSimple: boolean;
  /** One entry per byte: 1 where it may begin something other than plain code. */
  readonly #special = new Uint8Array(256);
  #region: Region = 'code';
  /** How many conditional comments are open around the current place. */
  #conditionals = 0;
  #reached = 0;

  constructor(dialect: Dialect, delimiter: Buffer) {
    this.#dialect = dialect;
    this.#isSimple = dialect.backslashEscapes && !dialect.asciiTrailBytes;
    this.delimiter = delimiter;
    for (const byte of [QUOTE, DOUBLE_QUOTE, BACKTICK, HASH, MINUS, SLASH, STAR, delimiter[0]!])
      this.#special[byte] = 1;
  }

  /** How far the last call came: what lies before it need not be given again. */
  get reached(): number {
    return this.#reached;
  }

  /** Begins a new statement. */
  restart(): void {
    this.#region = 'code';
    this.#conditionals = 0;
  }

  /** The place of the delimiter that ends the statement, or -1 if it is not in `bytes`. */
  find(bytes: Buffer, from: number, final: boolean): number {
    const special = this.#special;
    const size = bytes.length;
    let at = from;
    for (;;) {
      if (!this.#isInCode()) {
        at = this.#leaveRegion(bytes, at);
        if (!this.#isInCode()) return this.#stop(at);
      }
      while (at < size && special[bytes[at]!] === 0) at++;
      if (at === size) return this.#stop(at);
      if (bytes[at] === QUOTE && this.#isSimple) {
        at = this.#passString(bytes, at + 1);
        continue;
      }
      const next = this.#step(bytes, at, final);
      if (next === FOUND) {
        this.#reached = at;
        return at;
      }
      if (next === UNDECIDED) return this.#stop(at);
      at = next;
    }
  }

  /** The same as the general way through a string, for the strings that nearly all are. */
  #passString(bytes: Buffer, from: number): number {
    const size = bytes.length;
    let at = from;
    for (;;) {
      let byte = 0;
      for (; at < size; at++) {
        byte = bytes[at]!;
        if (byte === QUOTE || byte === BACKSLASH) break;
      }
      if (at + 1 < size && byte === BACKSLASH) {
        at += 2;
        continue;
      }
      if (at < size && byte === QUOTE) return at + 1;
      this.#region = 'quote';
      return at;
    }
  }

  #isInCode(): boolean {
    return this.#region === 'code';
  }

  #stop(at: number): -1 {
    this.#reached = at;
    return -1;
  }

  /** Passes the special byte at `at`. */
  #step(bytes: Buffer, at: number, final: boolean): number {
    const byte = bytes[at]!;
    if (byte === this.delimiter[0] && this.#conditionals === 0) {
      const found = compareAt(bytes, at, this.delimiter);
      if (found === 'whole') return FOUND;
      if (found === 'beginning' && !final) return UNDECIDED;
    }
    switch (byte) {
      case QUOTE:
        this.#region = 'quote';
        return at + 1;
      case DOUBLE_QUOTE:
        this.#region = 'double-quote';
        return at + 1;
      case BACKTICK:
        this.#region = 'backtick';
        return at + 1;
      case STAR:
        if (this.#conditionals === 0) return at + 1;
        if (at + 1 === bytes.length && !final) return UNDECIDED;
        if (!isCommentEnd(bytes, at)) return at + 1;
        this.#conditionals--;
        return at + 2;
    }
    const comment = commentAt(bytes, at, final);
    switch (comment) {
      case UNDECIDED:
        return UNDECIDED;
      case LINE_COMMENT:
        this.#region = 'line-comment';
        return at + 1;
      case BLOCK_COMMENT:
        this.#region = 'block-comment';
        return at + 2;
      case CONDITIONAL:
        this.#conditionals++;
        return conditionalBody(bytes, at);
    }
    return at + 1;
  }

  /** Goes to the end of the string, name or comment that `at` is in. */
  #leaveRegion(bytes: Buffer, at: number): number {
    switch (this.#region) {
      case 'line-comment':
        return this.#leaveAt(bytes.indexOf(LF, at), 1, bytes.length);
      case 'block-comment':
        // The last byte may be the star of the end.
        return this.#leaveAt(bytes.indexOf(COMMENT_END, at), 2, Math.max(at, bytes.length - 1));
      case 'quote':
        return this.#leaveQuotes(bytes, at, this.#dialect.insideQuote);
      case 'double-quote':
        return this.#leaveQuotes(bytes, at, this.#dialect.insideDoubleQuote);
      default:
        return this.#leaveQuotes(bytes, at, this.#dialect.insideBacktick);
    }
  }

  #leaveAt(end: number, length: number, otherwise: number): number {
    if (end === -1) return otherwise;
    this.#region = 'code';
    return end + length;
  }

  /** A doubled quote counts as the end of one string and the beginning of another: nothing can be between the two. */
  #leaveQuotes(bytes: Buffer, from: number, meaning: Uint8Array): number {
    let at = from;
    for (;;) {
      while (at < bytes.length && meaning[bytes[at]!] === PLAIN) at++;
      if (at === bytes.length) return at;
      if (meaning[bytes[at]!] === CLOSING) {
        this.#region = 'code';
        return at + 1;
      }
      if (at + 1 === bytes.length) return at;
      at += 2;
    }
  }
}

/** Beside the places of bytes and `UNDECIDED`. */
const FOUND = -2;

/** Does `bytes` hold `wanted` at `at`, or at least its beginning up to the end of the bytes? */
export function compareAt(bytes: Buffer, at: number, wanted: Buffer): 'whole' | 'beginning' | 'no' {
  for (let i = 0; i < wanted.length; i++) {
    if (at + i === bytes.length) return 'beginning';
    if (bytes[at + i] !== wanted[i]) return 'no';
  }
  return 'whole';
}
