import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputSet } from '../../../pipeline/engine/output-set.ts';
import { runRecordChain } from '../../../pipeline/engine/record-chain.ts';
import type { Coming } from '../../../pipeline/engine/time-order.ts';
import { ExitCode, PipelineError } from '../../../pipeline/errors.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import type { Chain } from '../../../pipeline/spec/plan.ts';
import { chainOf, lines, memoryStdout, runState, thingType, transform } from '../../support/planned.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chain-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const things = (...times: number[]): DataRecord[] => times.map((time) => ({ TIME: time, NAME: `n${time}` }));

async function* batches(...all: DataRecord[][]) {
  yield* all;
}

async function run(chain: Chain, input: AsyncIterable<DataRecord[]>, stdout = memoryStdout(), coming?: Coming) {
  const state = runState();
  const pipeline = { name: 't', file: 't.yaml', epoch: 0, manifest: undefined, chain };
  const outputs = await OutputSet.open(pipeline, stdout);
  try {
    await runRecordChain(input, thingType, chain, state, outputs, coming);
    await outputs.sync();
    await outputs.commit();
  } catch (error) {
    await outputs.discard();
    throw error;
  }
  return { text: stdout.text(), state };
}

describe('runRecordChain', () => {
  it('writes records in the order of their type, however they come', async () => {
    const { text } = await run(chainOf({ sinks: [lines()] }), batches(things(3, 1), things(2)));
    expect(text).toBe('start\n1 n1\n2 n2\n3 n3\nend\n');
  });

  it('writes records that come in time order as they come, those of one time by the rest of their order', async () => {
    const stdout = memoryStdout();
    const seen: string[] = [];
    async function* input() {
      yield [
        { TIME: 1, NAME: 'b' },
        { TIME: 1, NAME: 'c' },
      ];
      yield [
        { TIME: 1, NAME: 'a' },
        { TIME: 2, NAME: 'z' },
      ];
      while (!stdout.text().includes('1 c')) await new Promise((resolve) => setTimeout(resolve));
      seen.push(stdout.text());
      yield [{ TIME: 2, NAME: 'y' }];
    }
    const coming = { inTime: true, hidesNothing: true };
    const { text } = await run(chainOf({ sinks: [lines()] }), input(), stdout, coming);
    expect(seen).toEqual(['start\n1 a\n1 b\n1 c\n']);
    expect(text).toBe('start\n1 a\n1 b\n1 c\n2 y\n2 z\nend\n');
  });

  it('looks again at what was written in time order before a value in it was hidden', async () => {
    const hide = transform('hide', (_, { remember }) => (record) => {
      if (record.TIME === 2) remember('secret-name', 'user');
      return record;
    });
    const chain = chainOf({ stages: [hide], sinks: [lines({ path: join(folder, 'out') })] });
    const early = { TIME: 1, NAME: 'secret-name' };
    const coming = { inTime: true, hidesNothing: false };
    const { state } = await run(chain, batches([early], things(2), things(3)), undefined, coming);
    for (const guard of state.guards.values()) await guard.close();
    expect(state.leaks.count).toBe(1);
  });

  it('sorts by what the transforms made of the records', async () => {
    const negate = transform('negate', () => (record) => ({ ...record, TIME: -(record.TIME as number) }));
    const { text } = await run(chainOf({ stages: [negate], sinks: [lines()] }), batches(things(1, 2, 3)));
    expect(text).toBe('start\n-3 n3\n-2 n2\n-1 n1\nend\n');
  });

  it('lets a transform drop and multiply records, and counts what leaves it', async () => {
    const odd = transform('odd-twice', () => (record) => ((record.TIME as number) % 2 ? [record, record] : undefined));
    const { text, state } = await run(chainOf({ stages: [odd], sinks: [lines()] }), batches(things(1, 2, 3)));
    expect(text).toBe('start\n1 n1\n1 n1\n3 n3\n3 n3\nend\n');
    expect(state.records.get('odd-twice')).toBe(4);
    expect(state.records.get('lines')).toBe(4);
  });

  it('shows a two-pass transform everything before its second pass, whose order then stands', async () => {
    const names: unknown[] = [];
    const rank = transform('rank', () => ({
      first: (record) => {
        names.push(record.NAME);
        return record;
      },
      second: () => (record) => ({ ...record, NAME: `${names.indexOf(record.NAME)}/${names.length}` }),
    }));
    const { text } = await run(chainOf({ stages: [rank], sinks: [lines()] }), batches(things(2), things(1)));
    expect(text).toBe('start\n1 1/2\n2 0/2\nend\n');
  });

  it('writes an empty trace with its header', async () => {
    expect((await run(chainOf({ sinks: [lines()] }), batches())).text).toBe('start\nend\n');
  });

  it('gives every sink and every branch all records', async () => {
    const file = join(folder, 'a.txt');
    const other = join(folder, 'b.txt.gz');
    const drop = transform('first-only', () => (record) => (record.TIME === 1 ? record : undefined));
    const branch = {
      name: 'b',
      chain: chainOf({ stages: [drop], sinks: [lines({ path: other, compress: 'gz' }, 'b')] }),
    };
    const chain = chainOf({
      branches: [{ name: 'a', chain: chainOf({ sinks: [lines({ path: file }, 'a')] }) }, branch],
    });
    await run(chain, batches(things(2, 1)));
    expect(await readFile(file, 'utf8')).toBe('start\n1 n1\n2 n2\nend\n');
    expect(gunzipSync(await readFile(other)).toString()).toBe('start\n1 n1\nend\n');
  });

  describe('when standard output is closed by its reader', () => {
    const many = () => batches(...Array.from({ length: 200 }, (_, i) => things(i)));

    it('ends quietly when nobody else listens', async () => {
      const { text } = await run(chainOf({ sinks: [lines()] }), many(), memoryStdout(1));
      expect(text).toBe('start\n');
    });

    it('finishes the other sinks', async () => {
      const file = join(folder, 'whole.txt');
      const chain = chainOf({ sinks: [lines({ path: file }, 'file'), lines()] });
      await run(chain, many(), memoryStdout(1));
      expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(203);
    });
  });

  it('fails as a whole when one sink fails, with the cause, leaving no file', async () => {
    const chain = chainOf({
      sinks: [lines({ path: join(folder, 'good.txt') }, 'good'), lines({ path: '/dev/full' }, 'full')],
    });
    await expect(run(chain, batches(things(1)))).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('fails with the error of the stage that failed, not with what followed from it', async () => {
    const broken = transform('broken', () => () => {
      throw new PipelineError('my-error', ExitCode.corruptInput, 'no');
    });
    const chain = chainOf({ stages: [broken], sinks: [lines({ path: join(folder, 'x.txt') }, 'file'), lines()] });
    await expect(run(chain, batches(things(1)))).rejects.toMatchObject({ code: 'my-error' });
  });
});
