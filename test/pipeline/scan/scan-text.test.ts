import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanText } from '../../../pipeline/scan/scan-text.ts';
import { collect } from '../../support/collect.ts';

async function* inPieces(text: string, size: number) {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

const shown = async (text: string, size = text.length) =>
  (await collect(scanText(inPieces(text, size)))).map(({ line, column, kind }) => `${line}:${column} ${kind}`);

test('tells line and column', async () => {
  expect(await shown('time,host\r\n1,a.example.org\r\n\r\n2,10.0.0.1 and 10.0.0.2')).toEqual([
    '2:3 domain-name',
    '4:3 ipv4',
    '4:16 ipv4',
  ]);
});

test('the same, however the text is cut', async () => {
  const piece = fc.constantFrom('\n', ' 10.0.0.1 ', ' fa:16:3e:1b:2c:3d ', 'word', ',');
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1 }), fc.integer({ min: 1, max: 30 }), async (pieces, size) => {
      const text = pieces.join('');
      expect(await shown(text, size)).toEqual(await shown(text));
    }),
  );
});

test('a line longer than memory should hold hides nothing, and nothing is told twice', async () => {
  const filler = 'x'.repeat(99_990);
  const found = await shown(` 10.0.0.1 ${filler}`.repeat(50), 65_536);
  expect(found).toEqual(Array.from({ length: 50 }, (_, i) => `1:${100_000 * i + 2} ipv4`));
});
