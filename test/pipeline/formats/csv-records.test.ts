import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '../../../pipeline/formats/csv-records.ts';
import { collect } from '../../support/collect.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

const records = async (text: string, size = 7) => (await collect(csvRecords(pieces(text, size), 'a.csv'))).flat();
const fields = async (text: string, size?: number) => (await records(text, size)).map((record) => record.fields);

describe('csvRecords', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      ',\n,,\n',
      [
        ['', ''],
        ['', '', ''],
      ],
    ],
    ['"a,b","c\nd"\n', [['a,b', 'c\nd']]],
    ['"","x ""y"" z",""""\n', [['', 'x "y" z', '"']]],
    ['a"b,c"d\n', [['a"b', 'c"d']]],
    ['"a",\n', [['a', '']]],
    ['\n\r\na\n\n', [['a']]],
    ['', []],
  ])('reads %j', async (text, expected) => {
    for (const size of [1, 3, 1000]) expect(await fields(text, size)).toEqual(expected);
  });

  it('tells in which line a record begins', async () => {
    expect((await records('a\n"b\n\nc"\n\nd\n')).map(({ line }) => line)).toEqual([1, 2, 6]);
  });

  it.each([
    ['a\n"b,c\nd\n', 2, /does not end/],
    ['a\n"b', 2, /does not end/],
    ['a\n"b"c,"d"\n', 2, /after its quote/],
  ])('tells of the quotes in %j', async (text, line, message) => {
    const error = await records(text).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'corrupt-csv', exitCode: 65, location: { file: 'a.csv', line } });
    expect(error.message).toMatch(message);
  });

  it('reads what csv-stringify writes, however it is cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '😀') });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (written, delimiter, size) => {
          const text = stringify(written, { record_delimiter: delimiter, quoted: true });
          expect(await fields(text, size)).toEqual(written);
        },
      ),
    );
  });
});
