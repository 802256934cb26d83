import { describe, expect, it } from 'vitest';
import { flipRandomised } from '../../../../pipeline/formats/bzip2/randomisation.ts';
import { decode, decodeUntilError, OWN_KERNELS, sampleText } from '../../../support/bzip2.ts';
import { craftBlock, craftRandomisedBlock, craftStream } from '../../../support/bzip2-crafting.ts';

// Long enough to go through the list of distances, some 260 000 bytes, and begin it anew.
const content = sampleText(300_000);
const bytes = craftStream([
  craftRandomisedBlock(content),
  craftBlock(Buffer.from(', ')),
  craftRandomisedBlock(Buffer.from('short')),
]);

describe('randomised blocks', () => {
  it.each(OWN_KERNELS)('are decoded by the %s kernel', async (kernel) => {
    expect(String(await decode(bytes, { kernel }))).toBe(`${content}, short`);
  });

  it('are an error with the bz2 kernel', async () => {
    expect((await decodeUntilError(bytes, { kernel: 'bz2' })).error).toMatchObject({ code: 'corrupt-bzip2' });
  });
});

describe('flipRandomised', () => {
  it('flips the lowest bit where bzip2 0.9.0 did', () => {
    const block = new Uint8Array(900_000);
    flipRandomised(block);
    const flipped = [...block.keys()].filter((at) => block[at] === 1);
    expect(flipped.slice(0, 4)).toEqual([617, 617 + 720, 617 + 720 + 127, 617 + 720 + 127 + 481]);
    // The sum of all distances; the list begins anew.
    expect(flipped[512]).toBe(617 + 278_212);
    expect(block.every((byte) => byte <= 1)).toBe(true);
  });

  it('undoes itself, and leaves a block of 617 bytes as it is', () => {
    const block = Uint8Array.from(content);
    flipRandomised(block);
    expect(content.equals(block)).toBe(false);
    flipRandomised(block);
    expect(content.equals(block)).toBe(true);
    const short = new Uint8Array(617);
    flipRandomised(short);
    expect(short.every((byte) => byte === 0)).toBe(true);
  });
});
