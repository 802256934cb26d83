import { notUnderstood } from './errors.ts';
import { readInsertHead } from './insert-head.ts';
import type { Replay, RowTarget } from './replay.ts';
import { RAN_OUT, Tokens } from './tokens.ts';
import { looksPlain } from './value-skipper.ts';

/** An INSERT or REPLACE, read up to and with VALUES. */
export interface OpenedInsert {
  /** What was read. */
  readonly text: Buffer;
  /** Undefined where the rows are not needed. */
  readonly target: RowTarget | undefined;
  /** The rows are not needed, and written as mysqldump writes them. */
  readonly isPlain: boolean;
}

const LONGEST_HEAD = 2 ** 20;
const SHORT = 64;

/** Understands what stands before rows. Long tables have many INSERTs that begin alike, so the last one is remembered. */
export class InsertOpener {
  readonly #replay: Replay;
  #last: OpenedInsert | undefined;

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  /** Anything but another INSERT may change what the same bytes mean. */
  forget(): void {
    this.#last = undefined;
  }

  /** The last INSERT, if another begins at `at` that reads the same up to VALUES. */
  reopen(bytes: Buffer, at: number): OpenedInsert | undefined {
    if (this.#last === undefined) return undefined;
    const { text } = this.#last;
    if (at + text.length >= bytes.length) return undefined;
    // A short text is compared faster than a function for it is called.
    const short = Math.min(text.length, SHORT);
    for (let i = 0; i < short; i++) if (bytes[at + i] !== text[i]) return undefined;
    const isSame = short === text.length || bytes.compare(text, 0, text.length, at, at + text.length) === 0;
    return isSame ? this.#last : undefined;
  }

  /**
   * @param at the first byte of the statement
   * @param base where `bytes` begins in the dump
   * @param mayBePlain the dump is by mysqldump, as far as one can tell
   * @returns undefined when more bytes are needed
   */
  open(bytes: Buffer, at: number, base: number, final: boolean, mayBePlain: boolean): OpenedInsert | undefined {
    this.#last = this.#read(bytes, at, base, final, mayBePlain);
    return this.#last;
  }

  #read(bytes: Buffer, at: number, base: number, final: boolean, mayBePlain: boolean): OpenedInsert | undefined {
    const { dialect } = this.#replay.session;
    try {
      const tokens = new Tokens(bytes, at, base, dialect, false);
      const head = readInsertHead(tokens);
      const end = tokens.position;
      const target = this.#replay.insert(head);
      let isPlain: boolean | undefined = false;
      if (mayBePlain && head.hasRows && target === undefined && dialect.backslashEscapes && !dialect.asciiTrailBytes) {
        isPlain = looksPlain(bytes, end);
        if (isPlain === undefined && !final) return undefined;
      }
      return { text: Buffer.from(bytes.subarray(at, end)), target, isPlain: isPlain === true };
    } catch (thrown) {
      if (thrown !== RAN_OUT) throw thrown;
      if (bytes.length - at > LONGEST_HEAD) throw notUnderstood('expected the rows of an INSERT', base + at);
      return undefined;
    }
  }
}
