import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { fanOut, NobodyListens } from '../../../pipeline/engine/fan-out.ts';
import { collect } from '../../support/collect.ts';

const receiver = () => new PassThrough({ objectMode: true, highWaterMark: 2 });
const numbers = (count: number) => Readable.from(Array.from({ length: count }, (_, i) => i));

describe('fanOut', () => {
  it('gives every receiver every batch, at the pace of the slowest', async () => {
    const fast = receiver();
    const slow = receiver();
    let slowest = 0;
    let lead = 0;
    const readSlow = (async () => {
      const got: number[] = [];
      for await (const n of slow) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        got.push(n);
        slowest = n;
      }
      return got;
    })();
    const readFast = (async () => {
      const got: number[] = [];
      for await (const n of fast) {
        got.push(n);
        lead = Math.max(lead, n - slowest);
      }
      return got;
    })();
    await pipeline(numbers(50), fanOut([fast, slow]));
    expect(await readFast).toEqual(await readSlow);
    expect(lead).toBeLessThan(12);
  });

  it('goes on without a receiver that closes', async () => {
    const [leaving, staying] = [receiver(), receiver()];
    const left = (async () => {
      for await (const n of leaving) if (n === 3) break;
    })();
    const stayed = collect(staying);
    await pipeline(numbers(100), fanOut([leaving, staying]));
    await left;
    expect(await stayed).toHaveLength(100);
  });

  it('stops the stream when the last receiver has closed', async () => {
    const only = receiver();
    const reading = (async () => {
      for await (const n of only) if (n === 3) break;
    })();
    await expect(pipeline(numbers(100), fanOut([only]))).rejects.toBeInstanceOf(NobodyListens);
    await reading;
  });

  it('hands a failure on, so that it does not look like the end', async () => {
    const only = receiver();
    const reading = collect(only);
    const failing = Readable.from(
      (async function* () {
        yield 1;
        throw new Error('boom');
      })(),
    );
    await expect(pipeline(failing, fanOut([only]))).rejects.toThrow('boom');
    await expect(reading).rejects.toThrow();
  });
});
