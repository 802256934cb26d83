import { describe, expect, it } from 'vitest';
import { ExitCode, PipelineError } from '../../../pipeline/errors.ts';
import { checkPipelines } from '../../../pipeline/spec/check.ts';
import type { AnyStage } from '../../../pipeline/stage.ts';
import { catalogOf, fakeCatalog } from '../../support/fake-stages.ts';
import { checksOf, load, pipelineOf, UPSTREAM } from '../../support/load.ts';

const withPath = (path: string) => pipelineOf(`- backups: { path: ${path} }`, ...UPSTREAM.slice(1), '- mask', '- csv');
const signal = new AbortController().signal;

describe('what stages find', () => {
  it('is told at the stage', async () => {
    const text = await checksOf(withPath('missing.sql'), { cwd: '/here' });
    expect(text).toMatchInlineSnapshot(`
      "
      p.yaml:2:5 error missing-input nothing matches /here/missing.sql

          2 |   - backups: { path: missing.sql }
            |     ^^^^^^^
            = look again
      "
    `);
    const loaded = await load(withPath('missing.sql'));
    expect(await checkPipelines(loaded, signal)).toMatchObject([
      { code: 'missing-input', exitCode: 66, location: { line: 2, column: 5 } },
    ]);
  });

  it('may be warnings', async () => {
    expect(await checksOf(withPath('odd.sql'))).toMatchInlineSnapshot(`
      "
      p.yaml:2:5 warning odd-backups /here/odd.sql looks odd

          2 |   - backups: { path: odd.sql }
            |     ^^^^^^^
      "
    `);
  });

  it('tells nothing of the environment', async () => {
    const text = await checksOf(withPath('"${DIR}/missing.sql"'), { env: { DIR: '/home/alice' } });
    expect(text).toContain('nothing matches ${DIR}/missing.sql');
    const relative = await checksOf(withPath('"${DIR}/missing.sql"'), { env: { DIR: '../alice' }, cwd: '/home/bob' });
    expect(relative).toContain('nothing matches ${DIR}/missing.sql');
  });

  it('is told for all pipelines and branches', async () => {
    const branch = pipelineOf(...UPSTREAM, '- branch: { a: [mask, csv], b: [mask, jsonl: { path: /nope/x }] }');
    const text = await checksOf(
      `${withPath('missing-1')}---\n${branch.replace('a: [mask, csv]', 'a: [mask, csv: { path: /nope/y }]')}`,
    );
    expect(text.match(/ error \S+/g)).toEqual([
      ' error missing-input',
      ' error unwritable-output',
      ' error unwritable-output',
    ]);
  });

  it('names the other file that it is about', async () => {
    const stage: AnyStage = {
      ...(await fakeCatalog.load('csv'))!,
      check: async () => [
        new PipelineError('bad-file', ExitCode.badPipeline, 'not a number', { location: { file: 'k', line: 3 } }),
      ],
    } as AnyStage;
    const others = await Promise.all(
      ['backups', 'sql-dump', 'machine-events', 'mask'].map(async (name) => (await fakeCatalog.load(name))!),
    );
    expect(await checksOf(withPath('x'), { catalog: catalogOf([...others, stage]) })).toContain(
      'error bad-file not a number (k:3)',
    );
  });

  it('is a bug of the stage where it throws anything else', async () => {
    const csv = (await fakeCatalog.load('csv')) as AnyStage;
    const stage = { ...csv, check: () => Promise.reject(new TypeError('undefined is not a function')) } as AnyStage;
    const others = await Promise.all(
      ['backups', 'sql-dump', 'machine-events', 'mask'].map(async (name) => (await fakeCatalog.load(name))!),
    );
    const loaded = await load(withPath('x'), { catalog: catalogOf([...others, stage]) });
    expect(await checkPipelines(loaded, signal)).toMatchObject([{ code: 'bug', exitCode: 70 }]);
  });

  it('stops when it shall', async () => {
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(checkPipelines(await load(withPath('x')), aborted)).rejects.toThrow('stop');
  });
});
