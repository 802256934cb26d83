import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader } from '../../../../pipeline/formats/compression/byte-reader.ts';
import { inChunks } from '../../../support/compressed.ts';

it('gives the same bytes for any chunks and any lengths', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 9 })),
      fc.array(fc.record({ length: fc.nat(12), peek: fc.boolean() })),
      async (chunks, requests) => {
        const all = Buffer.concat(chunks);
        async function* source() {
          yield* chunks;
        }
        const reader = new ByteReader(source());
        let offset = 0;
        for (const { length, peek } of requests) {
          const expected = offset + length <= all.length ? all.subarray(offset, offset + length) : undefined;
          const found = peek ? await reader.peek(length) : await reader.read(length);
          expect(found && Buffer.from(found)).toEqual(expected);
          if (!peek && found !== undefined) offset += length;
          expect(reader.offset).toBe(offset);
        }
        expect(await reader.atEnd()).toBe(offset === all.length);
      },
    ),
  );
});

it('closes its source', async () => {
  const source = inChunks(Buffer.from('abcdef'), 2);
  const reader = new ByteReader(source);
  await reader.read(1);
  await reader.close();
  expect(await source.next()).toEqual({ done: true, value: undefined });
});
