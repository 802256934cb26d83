import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../pipeline/formats/lines.ts';
import { collect } from '../../support/collect.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

const lines = async (text: string, size: number) =>
  (await collect(linesOf(pieces(text, size)))).flat().map(({ number, text: line }) => `${number} ${line}`);

describe('linesOf', () => {
  it('cuts at LF and CRLF, leaves out empty lines, and counts them', async () => {
    for (const size of [1, 2, 100]) expect(await lines('a\r\n\nb\n\r\nc', size)).toEqual(['1 a', '3 b', '5 c']);
    expect(await lines('', 1)).toEqual([]);
    expect(await lines('a\n', 1)).toEqual(['1 a']);
  });

  it('does not depend on how the text was cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r') });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (written, size) => {
        expect(await lines(written, size)).toEqual(await lines(written, 1000));
      }),
    );
  });
});
