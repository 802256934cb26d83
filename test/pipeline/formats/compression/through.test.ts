import { Transform } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isZlibError, through } from '../../../../pipeline/formats/compression/through.ts';
import { collect } from '../../../support/collect.ts';
import { inChunks, joined, SAMPLE } from '../../../support/compressed.ts';

/** A source that tells how far it was read and whether it was closed. */
function observed(chunks: readonly Uint8Array[]) {
  const state = { given: 0, closed: false };
  async function* source() {
    try {
      for (const chunk of chunks) {
        state.given++;
        yield chunk;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, source: source() };
}

const passing = () => new Transform({ transform: (chunk, _, done) => done(null, chunk) });
const kilobytes = Array.from({ length: 1000 }, () => Buffer.alloc(1024, 'x'));

describe('through', () => {
  it('gives what the transform makes of the source', async () => {
    expect(await joined(through(inChunks(gzipSync(SAMPLE), 7), createGunzip()))).toEqual(SAMPLE);
  });

  it('reads no further ahead than the buffers hold while the consumer pauses', async () => {
    const { state, source } = observed(kilobytes);
    const output = through(source, passing());
    await output.next();
    for (let i = 0; i < 50; i++) await turn();
    expect(state.given).toBeLessThan(200);
    expect(Buffer.concat(await collect(output)).length).toBeGreaterThan(900_000);
  });

  it('closes the source before an early leave is over', async () => {
    const { state, source } = observed(kilobytes);
    for await (const _ of through(source, passing())) break;
    expect(state.closed).toBe(true);
    expect(state.given).toBeLessThan(200);
  });

  it('passes an error of the source on, also one that comes when the transform has ended', async () => {
    for (const bytes of [SAMPLE, gzipSync(SAMPLE), Buffer.concat([gzipSync(SAMPLE), Buffer.alloc(20)])]) {
      async function* failing() {
        yield bytes;
        await turn();
        await turn();
        throw new Error('disk on fire');
      }
      const transform = bytes === SAMPLE ? passing() : createGunzip();
      await expect(collect(through(failing(), transform))).rejects.toThrow('disk on fire');
    }
  });

  it('throws an error of the transform and closes the source', async () => {
    const { state, source } = observed([SAMPLE, ...kilobytes]);
    const error = await collect(through(source, createGunzip())).catch((thrown) => thrown);
    expect(isZlibError(error)).toBe(true);
    expect(state.closed).toBe(true);
  });

  it('reads the source to its end when the transform ends before it', async () => {
    const { state, source } = observed([gzipSync(SAMPLE), ...Array.from({ length: 99 }, () => Buffer.alloc(20_000))]);
    expect(await joined(through(source, createGunzip()))).toEqual(SAMPLE);
    expect(state.given).toBe(100);
  });
});
