import { BACKTICK, DOUBLE_QUOTE, isBlank, LF, QUOTE, WORD } from './bytes.ts';
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
import { notUnderstood } from './errors.ts';
import { resolveEscapes } from './escapes.ts';

export interface Token {
  /**
   * `word`: unquoted name, keyword, number or variable. `name`: quoted name. `double-quoted`: a string, or where only a name can be a
   * name, for with `--compact` dumps do not say that they quote names so. `mark`: any other single character.
   */
  readonly kind: 'word' | 'name' | 'string' | 'double-quoted' | 'mark';
  /** Without quotes and escapes. */
  readonly text: string;
  /** Upper case, for words; empty for the rest, which never are keywords. */
  readonly keyword: string;
  /** Where it begins in the dump. */
  readonly offset: number;
}

export const mayBeName = ({ kind }: Token): boolean => kind === 'word' || kind === 'name' || kind === 'double-quoted';

/**
 * Thrown when the bytes end before a token is certain and more of them may come: start again with more. It can come up at any token,
 * so it is an exception; one for all, since it needs no stack.
 */
export const RAN_OUT = new Error('more bytes are needed');

/**
 * Reads a statement, or the beginning of one, token by token. Comments are passed over; what a conditional comment holds is read as
 * if it stood without the comment marks.
 */
export class Tokens {
  readonly #bytes: Buffer;
  readonly #dialect: Dialect;
  readonly #base: number;
  readonly #final: boolean;
  #at: number;
  #peeked: Token | undefined;

  /**
   * @param base where `bytes` begins in the dump
   * @param final the statement ends where `bytes` ends; otherwise there may be more of it
   */
  constructor(bytes: Buffer, from: number, base: number, dialect: Dialect, final: boolean) {
    this.#bytes = bytes;
    this.#at = from;
    this.#base = base;
    this.#dialect = dialect;
    this.#final = final;
  }

  /** Behind the last token that `next` gave. Do not call after `peek`. */
  get position(): number {
    return this.#at;
  }

  /** Where the next token begins in the dump, or where the statement ends. */
  get offset(): number {
    return this.peek()?.offset ?? this.#base + this.#at;
  }

  /** The next token without passing it. */
  peek(): Token | undefined {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  next(): Token | undefined {
    const token = this.#peeked ?? this.#read();
    this.#peeked = undefined;
    return token;
  }

  /** Passes the next token if it is one of these keywords; gives the one that it is. */
  accept(...keywords: string[]): string | undefined {
    const keyword = this.peek()?.keyword;
    if (keyword === undefined || !keywords.includes(keyword)) return undefined;
    this.#peeked = undefined;
    return keyword;
  }

  /** Passes the next token if it is this mark. */
  acceptMark(mark: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.#peeked = undefined;
    return true;
  }

  /** The next token as a name, quoted or not. */
  name(what: string): string {
    const token = this.next();
    if (token !== undefined && mayBeName(token)) return token.text;
    throw notUnderstood(`expected ${what}`, token?.offset ?? this.#base + this.#at);
  }

  /** The tokens up to the next comma that is not in parentheses, or to the end of the statement. */
  upToComma(): Token[] {
    const read: Token[] = [];
    for (let depth = 0; ; ) {
      const token = this.peek();
      const mark = token?.kind === 'mark' ? token.text : undefined;
      if (token === undefined || (depth === 0 && mark === ',')) return read;
      if (mark === '(') depth++;
      if (mark === ')') depth--;
      read.push(token);
      this.#peeked = undefined;
    }
  }

  #read(): Token | undefined {
    const bytes = this.#bytes;
    if (!this.#passBlanks()) return undefined;
    const start = this.#at;
    const offset = this.#base + start;
    const first = bytes[start]!;
    if (first === QUOTE) return this.#quoted('string', this.#dialect.insideQuote, offset);
    if (first === DOUBLE_QUOTE) {
      return this.#quoted(this.#dialect.ansiQuotes ? 'name' : 'double-quoted', this.#dialect.insideDoubleQuote, offset);
    }
    if (first === BACKTICK) return this.#quoted('name', this.#dialect.insideBacktick, offset);
    if (WORD[first] === 0) {
      this.#at = start + 1;
      return { kind: 'mark', text: String.fromCharCode(first), keyword: '', offset };
    }
    let end = start + 1;
    while (end < bytes.length && WORD[bytes[end]!] === 1) end++;
    if (end === bytes.length && !this.#final) throw RAN_OUT;
    this.#at = end;
    const text = bytes.toString('utf8', start, end);
    return { kind: 'word', text, keyword: text.toUpperCase(), offset };
  }

  #quoted(kind: Token['kind'], meaning: Uint8Array, offset: number): Token {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    const quote = bytes[this.#at]!;
    let isEscaped = false;
    for (let at = start; ; ) {
      while (at < bytes.length && meaning[bytes[at]!] === PLAIN) at++;
      const closing = at < bytes.length && meaning[bytes[at]!] === CLOSING;
      // Behind a closing quote one more byte is needed: another quote would mean that the text goes on.
      if (at + 1 >= bytes.length && !(closing && this.#final)) {
        throw this.#final ? notUnderstood('expected a closing quote', offset) : RAN_OUT;
      }
      if (!closing || (at + 1 < bytes.length && bytes[at + 1] === quote)) {
        isEscaped = true;
        at += 2;
        continue;
      }
      this.#at = at + 1;
      const text = isEscaped
        ? resolveEscapes(bytes.subarray(start, at), meaning).toString('utf8')
        : bytes.toString('utf8', start, at);
      return { kind, text, keyword: '', offset };
    }
  }

  /** False when nothing else follows. */
  #passBlanks(): boolean {
    const bytes = this.#bytes;
    for (;;) {
      while (isBlank(bytes[this.#at])) this.#at++;
      const rest = bytes.length - this.#at;
      // The last byte at hand may be half of a comment mark.
      if (rest === 0 || (rest === 1 && !this.#final)) return this.#end();
      if (isCommentEnd(bytes, this.#at)) {
        this.#at += 2;
        continue;
      }
      switch (commentAt(bytes, this.#at, this.#final)) {
        case UNDECIDED:
          return this.#end();
        case LINE_COMMENT:
          if (!this.#passTo(bytes.indexOf(LF, this.#at), 1)) return false;
          break;
        case BLOCK_COMMENT:
          if (!this.#passTo(bytes.indexOf(COMMENT_END, this.#at + 2), 2)) return false;
          break;
        case CONDITIONAL:
          this.#at = conditionalBody(bytes, this.#at);
          break;
        default:
          return true;
      }
    }
  }

  #passTo(end: number, length: number): boolean {
    if (end === -1) return this.#end();
    this.#at = end + length;
    return true;
  }

  #end(): false {
    if (!this.#final) throw RAN_OUT;
    this.#at = this.#bytes.length;
    return false;
  }
}
