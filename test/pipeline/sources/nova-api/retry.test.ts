import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { Hiccup, readRetryAfter, retrying } from '../../../../pipeline/sources/nova-api/retry.ts';

const error = new PipelineError('service-down', 75, 'down');
const policy = { attempts: 4, base: 1, longest: 2, longestAsked: 3 };
const { signal } = new AbortController();

/** Fails some times, then gives 7; and how often it was called. */
function flaky(times: number, thrown: () => unknown = () => new Hiccup(error)): [() => Promise<number>, () => number] {
  let calls = 0;
  const attempt = async () => {
    calls += 1;
    if (calls <= times) throw thrown();
    return 7;
  };
  return [attempt, () => calls];
}

describe('trying again', () => {
  it('goes on until it works', async () => {
    const [attempt, calls] = flaky(3);
    expect(await retrying(attempt, policy, signal)).toBe(7);
    expect(calls()).toBe(4);
  });

  it('gives up with what went wrong', async () => {
    const [attempt, calls] = flaky(4);
    const told: PipelineError[] = [];
    const result = retrying(attempt, { ...policy, onRetry: (hiccup) => told.push(hiccup) }, signal);
    await expect(result).rejects.toMatchObject({ code: 'service-down', exitCode: 75, message: 'down, tried 4 times' });
    expect(calls()).toBe(4);
    expect(told).toEqual([error, error, error]);
  });

  it('does not happen for what will not get better', async () => {
    const [attempt, calls] = flaky(1, () => error);
    await expect(retrying(attempt, policy, signal)).rejects.toBe(error);
    expect(calls()).toBe(1);
  });

  it('waits as long as asked, and no longer than it may', async () => {
    const [attempt] = flaky(1, () => new Hiccup(error, 1e9));
    const began = performance.now();
    expect(await retrying(attempt, { ...policy, longestAsked: 40 }, signal)).toBe(7);
    expect(performance.now() - began).toBeGreaterThan(30);
  });

  it('ends when the run does, even in the middle of a pause', async () => {
    const abort = new AbortController();
    const [attempt, calls] = flaky(1, () => {
      setImmediate(() => abort.abort(new Error('stopped')));
      return new Hiccup(error, 1e9);
    });
    await expect(retrying(attempt, { ...policy, longestAsked: 1e9 }, abort.signal)).rejects.toThrow('stopped');
    expect(calls()).toBe(1);
  });
});

describe('Retry-After', () => {
  it.each([
    ['3', 3000],
    [' 0 ', 0],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(readRetryAfter(header, 1000)).toBe(expected);
  });
});
