import { PipelineError } from '../../errors.ts';
import type { SqlValue } from '../../stage.ts';
import { asciiText } from './ascii.ts';
import { BACKSLASH, CLOSE, COMMA, NINE, QUOTE, ZERO } from './bytes.ts';
import type { ColumnType } from './column-type.ts';
import type { Dialect } from './dialect.ts';
import { notUnderstood } from './errors.ts';
import { resolveEscapes } from './escapes.ts';
import { bytesOfBits, bytesOfHex, type LiteralContext, valueOfBytes, valueOfNumber, valueOfString } from './literal.ts';
import {
  BITS,
  DOUBLE_QUOTED,
  ESCAPED,
  FALSE,
  HEXADECIMAL,
  INTRODUCED,
  LiteralFinder,
  NEEDS_MORE,
  NULL,
  NUMBER,
  STRING,
  TRUE,
} from './literal-finder.ts';

/** What to take from the rows of an INSERT. */
export interface RowPlan {
  /** To name the table in errors. */
  readonly table: string;
  /** For each value of a row its place in what is given, or -1 if it is not needed. */
  readonly slots: Int16Array;
  /** For each place the type of its column. */
  readonly types: readonly ColumnType[];
}

/**
 * Reads rows of literals, `(1,'a',NULL)`. First it finds where the values are; only those that are needed become text, and only when
 * the row is complete: the rest (which may hold passwords) never exists outside the buffer.
 */
export class RowReader {
  readonly #plan: RowPlan;
  readonly #dialect: Dialect;
  readonly #context: LiteralContext;
  readonly #finder: LiteralFinder;
  /** Single quotes and backslashes are all that matters in a string. */
  readonly #isSimple: boolean;
  /** Of the last row, by place: how the value is written, and from where to where. */
  readonly #forms: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #introducers: (string | undefined)[];

  constructor(plan: RowPlan, dialect: Dialect, context: LiteralContext) {
    this.#plan = plan;
    this.#dialect = dialect;
    this.#context = context;
    this.#finder = new LiteralFinder(plan.table, dialect);
    this.#isSimple = dialect.backslashEscapes && !dialect.asciiTrailBytes;
    const places = plan.types.length;
    this.#forms = new Uint8Array(places);
    this.#starts = new Uint32Array(places);
    this.#ends = new Uint32Array(places);
    this.#introducers = new Array(places).fill(undefined);
  }

  /**
   * Finds the values of the row at `from`. The forms that nearly all values have are found here, in one loop; the finder knows all.
   *
   * @param from an opening parenthesis
   * @param base where `bytes` begins in the dump
   * @returns the place behind the closing parenthesis, or NEEDS_MORE
   */
  find(bytes: Buffer, from: number, base: number): number {
    const { slots } = this.#plan;
    const isSimple = this.#isSimple;
    const size = bytes.length;
    let at = from + 1;
    for (let value = 0; ; value++) {
      if (value === slots.length) throw this.#wrongCount('more', base + from);
      let start = at;
      let end = at;
      let form = NOT_FOUND;
      // Once a place in the code has read beyond the end of an array it stays slow: hence the comparisons with `size`.
      const first = at + LONGEST_CONSTANT < size ? bytes[at]! : 0;
      if (first === QUOTE && isSimple) {
        start = end = at + 1;
        form = STRING;
        for (;;) {
          let byte = 0;
          for (; end < size; end++) {
            byte = bytes[end]!;
            if (byte === QUOTE || byte === BACKSLASH) break;
          }
          // One byte more than the closing quote: another quote would mean that the string goes on.
          if (end + 1 >= size) return NEEDS_MORE;
          if (byte === QUOTE && bytes[end + 1] !== QUOTE) break;
          form = STRING | ESCAPED;
          end += 2;
        }
        at = end + 1;
      } else if (first >= ZERO && first <= NINE) {
        do end++;
        while (end < size && bytes[end]! >= ZERO && bytes[end]! <= NINE);
        if (end === size) return NEEDS_MORE;
        if (isSeparator(bytes[end]!)) {
          form = NUMBER;
          at = end;
        }
      } else if (first === CAPITAL_N && isNull(bytes, at)) {
        form = NULL;
        at += 4;
      }
      const slot = slots[value]!;
      if (form === NOT_FOUND) {
        at = this.#finder.find(bytes, at, base);
        if (at === NEEDS_MORE) return NEEDS_MORE;
        ({ form, start, end } = this.#finder);
        if (slot >= 0) this.#introducers[slot] = this.#finder.introducer;
      }
      if (slot >= 0) {
        this.#forms[slot] = form;
        this.#starts[slot] = start;
        this.#ends[slot] = end;
      }
      if (at === size) return NEEDS_MORE;
      if (!isSeparator(bytes[at]!)) {
        at = this.#finder.passBlanks(bytes, at, base);
        if (at === NEEDS_MORE) return NEEDS_MORE;
      }
      if (bytes[at++] === COMMA) continue;
      if (value + 1 < slots.length) throw this.#wrongCount('fewer', base + from);
      return at;
    }
  }

  /**
   * The needed values of the row that `find` has found.
   *
   * @param offset where the row begins in the dump
   */
  row(bytes: Buffer, offset: number): SqlValue[] {
    const { types } = this.#plan;
    const row = new Array<SqlValue>(types.length);
    try {
      for (let slot = 0; slot < types.length; slot++) row[slot] = this.#valueAt(bytes, slot, types[slot]!);
    } catch (error) {
      throw error instanceof PipelineError ? error.at({ file: '', byteOffset: offset }) : error;
    }
    return row;
  }

  #valueAt(bytes: Buffer, slot: number, type: ColumnType): SqlValue {
    const form = this.#forms[slot]!;
    const start = this.#starts[slot]!;
    const end = this.#ends[slot]!;
    if (form === NULL) return null;
    const introducer = (form & INTRODUCED) !== 0 ? this.#introducers[slot] : undefined;
    switch (form & ~INTRODUCED) {
      case NUMBER:
        return valueOfNumber(asciiText(bytes, start, end), type);
      case TRUE:
        return valueOfNumber('1', type);
      case FALSE:
        return valueOfNumber('0', type);
      case HEXADECIMAL:
        return valueOfBytes(bytesOfHex(bytes.toString('latin1', start, end)), type, introducer, this.#context);
      case BITS:
        return valueOfBytes(bytesOfBits(bytes.toString('latin1', start, end)), type, introducer, this.#context);
      case STRING:
      case DOUBLE_QUOTED:
        return valueOfString(bytes, start, end, type, introducer, this.#context);
    }
    const { insideQuote, insideDoubleQuote } = this.#dialect;
    const isDoubleQuoted = (form & ~(INTRODUCED | ESCAPED)) === DOUBLE_QUOTED;
    const content = resolveEscapes(bytes.subarray(start, end), isDoubleQuoted ? insideDoubleQuote : insideQuote);
    return valueOfString(content, 0, content.length, type, introducer, this.#context);
  }

  #wrongCount(comparison: string, offset: number): PipelineError {
    const { table, slots } = this.#plan;
    return notUnderstood(`expected ${slots.length} values in a row of ${table}, found ${comparison}`, offset);
  }
}

const NOT_FOUND = -1;
const CAPITAL_N = 0x4e;
const CAPITAL_U = 0x55;
const CAPITAL_L = 0x4c;
/** NULL and the separator behind it. */
const LONGEST_CONSTANT = 5;

const isNull = (bytes: Buffer, at: number): boolean =>
  bytes[at + 1] === CAPITAL_U &&
  bytes[at + 2] === CAPITAL_L &&
  bytes[at + 3] === CAPITAL_L &&
  isSeparator(bytes[at + 4]!);

/** Does the value end here? */
const isSeparator = (byte: number): boolean => byte === COMMA || byte === CLOSE;
