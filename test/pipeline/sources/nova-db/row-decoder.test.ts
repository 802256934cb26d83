import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRowsOf, RowDecoder, type RowPacket } from '../../../../pipeline/sources/nova-db/row-decoder.ts';
import type { Row } from '../../../../pipeline/sources/nova-db/session.ts';

/** As a server spells a value: its length and its bytes. */
function spelled(value: string | null): Buffer {
  if (value === null) return Buffer.of(0xfb);
  const bytes = Buffer.from(value);
  const { length } = bytes;
  if (length < 0xfb) return Buffer.concat([Buffer.of(length), bytes]);
  const wide = length < 2 ** 16 ? 2 : 3;
  const head = Buffer.alloc(1 + wide, wide === 2 ? 0xfc : 0xfd);
  head.writeUIntLE(length, 1, wide);
  return Buffer.concat([head, bytes]);
}

/** A packet somewhere in a larger buffer, as it comes out of a socket. */
function packet(values: readonly (string | null)[], before = 4): RowPacket {
  const row = Buffer.concat(values.map(spelled));
  const buffer = Buffer.concat([Buffer.alloc(before, 1), row, Buffer.from('next')]);
  return { buffer, offset: before, end: before + row.length };
}

describe('rows', () => {
  it('are decoded, whatever stood in the row before', () => {
    const text = fc.oneof(
      fc.constantFrom(null, '', 'a', 'é', '2024-01-01 00:00:01', '2024-01-01 00:00:02'),
      fc.string({ unit: 'grapheme' }),
    );
    const row = fc.tuple(text, text, text);
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.nat(9))), (rows) => {
        const decoder = new RowDecoder(3);
        const told = rows.map(([values, before]) => decoder.next(packet(values, before)));
        expect(told).toEqual(
          rows.map(([values]) => values.map((value) => (value === null ? null : Buffer.from(value).toString()))),
        );
      }),
    );
  });

  it.each([250, 251, 65_535, 65_536, 70_000])('may hold values of %d bytes', (length) => {
    const decoder = new RowDecoder(2);
    const [a, b] = ['x'.repeat(length), `${'x'.repeat(length - 1)}y`];
    expect([a, a, b].map((text) => decoder.next(packet([text, 'z'])))).toEqual([a, a, b].map((text) => [text, 'z']));
  });

  it('may hold a value longer than three bytes can tell', () => {
    const head = Buffer.alloc(9, 0);
    head[0] = 0xfe;
    head[1] = 3;
    const buffer = Buffer.concat([head, Buffer.from('abc')]);
    expect(new RowDecoder(1).next({ buffer, offset: 0, end: buffer.length })).toEqual(['abc']);
  });

  it.each([
    ['more', 1],
    ['fewer', 3],
  ])('of %s values than there are columns are refused', (_, width) => {
    expect(() => new RowDecoder(width).next(packet(['a', 'b']))).toThrow('as many values as there are columns');
  });
});

describe('a statement of mysql2', () => {
  const own = { next: (): Row => ['own'] };

  it('decodes its rows here', () => {
    const statement = { _rowParser: own as { next(row: unknown): Row } };
    decodeRowsOf(statement, 1);
    expect(statement._rowParser.next(packet(['a']))).toEqual(['a']);
  });

  it('goes on by itself where it is not as it was known to be', () => {
    const other = {};
    decodeRowsOf(other, 1);
    expect(other).toEqual({});
    const statement = { _rowParser: own as { next(row: unknown): Row } };
    decodeRowsOf(statement, 1);
    expect(statement._rowParser.next({ bytes: 'elsewhere' })).toEqual(['own']);
  });
});
