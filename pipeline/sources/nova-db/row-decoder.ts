import type { Row } from './session.ts';

/** A row as it came over the wire: the part of mysql2's packets that is used here. */
export interface RowPacket {
  readonly buffer: Buffer;
  /** Where the first value begins, and where the last one ends. */
  readonly offset: number;
  readonly end: number;
}

/** Node's own, without the choice of an encoding; `toString` takes a third longer for a text of a few characters. */
type Sliceable = Buffer & { utf8Slice?(from: number, to: number): string };

const NULL = 0xfb;
/** Length-encoded integers of 2, 3 and 8 bytes behind this one: "MySQL Internals", Protocol::LengthEncodedInteger. */
const LONGER: Readonly<Record<number, number>> = { 252: 2, 253: 3, 254: 8 };

/**
 * Decodes the rows of a text result (Protocol::ResultsetRow), all values as UTF-8 text. Neighbours have much in common: a value that has
 * the bytes of the one before is the same string, which costs a third of another one, here and wherever it is compared.
 */
export class RowDecoder {
  readonly #width: number;
  #before: Buffer = Buffer.alloc(0);
  #last: Row;
  /** Where the values of the row before are, and how long; -1 for NULL. */
  readonly #starts: number[];
  readonly #lengths: number[];

  constructor(width: number) {
    this.#width = width;
    this.#last = new Array(width).fill(null);
    this.#starts = new Array(width).fill(0);
    this.#lengths = new Array(width).fill(-1);
  }

  /** Throws when the packet is no row of this many values. */
  next({ buffer, offset, end }: RowPacket): Row {
    const [before, last, starts, lengths] = [this.#before, this.#last, this.#starts, this.#lengths];
    const row: Row = new Array(this.#width);
    let at = offset;
    for (let i = 0; i < this.#width; i++) {
      if (at >= end) throw malformed();
      let length = buffer[at++] as number;
      if (length === NULL) {
        lengths[i] = -1;
        row[i] = null;
        continue;
      }
      const more = length > NULL ? LONGER[length] : undefined;
      if (more !== undefined) {
        if (at + more > end) throw malformed();
        // More than four gigabytes do not come in one row.
        length = buffer.readUIntLE(at, Math.min(more, 6));
        at += more;
      }
      const same = length === lengths[i] && isSame(buffer, at, before, starts[i] as number, length);
      row[i] = same ? (last[i] as string) : decode(buffer, at, at + length);
      starts[i] = at;
      lengths[i] = length;
      at += length;
    }
    if (at !== end) throw malformed();
    this.#before = buffer;
    this.#last = row;
    return row;
  }
}

const malformed = (): Error => new Error('expected a row of as many values as there are columns, found other bytes');

/** From the end: that is where numbers and times differ. */
function isSame(a: Buffer, from: number, b: Buffer, start: number, length: number): boolean {
  for (let i = length - 1; i >= 0; i--) if (a[from + i] !== b[start + i]) return false;
  return true;
}

const decode = (buffer: Sliceable, from: number, to: number): string =>
  buffer.utf8Slice?.(from, to) ?? buffer.toString('utf8', from, to);

/**
 * Has a statement of mysql2 decode its rows here. mysql2 knows no such thing: where it keeps its own decoder elsewhere one day, that one
 * goes on, and the rows are the same.
 *
 * @param statement whose columns have been announced, and are all to be text.
 */
export function decodeRowsOf(statement: object, width: number): void {
  const query = statement as { _rowParser?: { next?(packet: RowPacket, ...more: unknown[]): Row } };
  const own = query._rowParser;
  if (typeof own?.next !== 'function') return;
  const decoder = new RowDecoder(width);
  query._rowParser = {
    next(packet, ...more) {
      const { buffer, offset, end } = packet;
      const known = Buffer.isBuffer(buffer) && typeof offset === 'number' && typeof end === 'number';
      return known ? decoder.next(packet) : (own.next?.(packet, ...more) as Row);
    },
  };
}
