import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPipelines } from '../../../pipeline/spec/check.ts';
import { load, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const signal = new AbortController().signal;

describe('outputs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outputs-'));
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'file'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const problemOf = async (path: string, keys = '') => {
    const loaded = await load(
      `${keys}${pipelineOf(...UPSTREAM, '- mask', `- csv: { path: ${path} }`)}`,
      {},
      join(folder, 'p.yaml'),
    );
    const problems = await checkPipelines(loaded, signal);
    return problems.map(({ code, exitCode, message, excerpt, hint }) => ({
      code,
      exitCode,
      message,
      marked: excerpt!.text.slice(excerpt!.start),
      hint,
    }));
  };

  it('may be new, or there already', async () => {
    expect(await problemOf('new')).toEqual([]);
    expect(await problemOf('file')).toEqual([]);
    expect(await problemOf('sub/new')).toEqual([]);
    expect(await problemOf('"-"')).toEqual([]);
    expect(await problemOf('/dev/null')).toEqual([]);
  });

  it.each([
    ['nope/new', 'the folder of this file does not exist'],
    ['file/new', 'a part of this path is a file, not a folder'],
    ['sub', 'this is a folder'],
  ])('may not be %s', async (path, message) => {
    expect(await problemOf(path)).toMatchObject([
      { code: 'unwritable-output', exitCode: 74, message, marked: `${path} }` },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('may not lie where nothing can be written', async () => {
    await chmod(join(folder, 'sub'), 0o500);
    expect(await problemOf('sub/new')).toMatchObject([{ message: 'the folder of this file is not writable' }]);
    await chmod(join(folder, 'sub'), 0o700);
  });

  it('are manifests, too', async () => {
    expect(await problemOf('new', 'manifest: nope/m.json\n')).toMatchObject([
      { code: 'unwritable-output', marked: 'nope/m.json' },
    ]);
  });
});

const STAGES = pipelineOf(...UPSTREAM, '- mask', '- csv');
const other = (path: string) => pipelineOf(...UPSTREAM, '- mask', `- csv: { path: ${path} }`);

describe('clashes', () => {
  it('go to standard output once', async () => {
    expect(
      await problemsOf(pipelineOf(...UPSTREAM, '- mask', '- csv', '- jsonl: { path: "-" }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:7:20 error output-clash jsonl would write standard output, and so does csv in line 6

          7 |   - jsonl: { path: "-" }
            |                    ^^^
            = give one of them a \`path\`
      "
    `);
    expect(await problemsOf(`${STAGES}---\n${STAGES}`)).toContain(
      'csv would write standard output, and so does csv in line 6',
    );
  });

  it('go to a file once, however it is spelt', async () => {
    expect(
      await problemsOf(pipelineOf(...UPSTREAM, '- mask', '- csv: { path: a/../x }', '- jsonl: { path: ./x }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:7:20 error output-clash jsonl would write this file, and so does csv in line 6

          7 |   - jsonl: { path: ./x }
            |                    ^^^
            = give each of them a path of its own
      "
    `);
    expect(await problemsOf(`${other('x')}---\n${other('x')}`)).toContain('error output-clash');
    expect(await problemsOf(`${other('/x')}---\n${other('/a/../x')}`)).toContain('error output-clash');
    expect(await problemsOf(`manifest: x\n${other('x')}`)).toContain(
      'csv would write this file, and so does the manifest in line 1',
    );
    const branches = pipelineOf(
      ...UPSTREAM,
      '- branch: { a: [mask, csv: { path: x }], b: [mask, { csv: { path: x }, id: b }] }',
    );
    expect(await problemsOf(branches)).toContain('b would write this file, and so does csv in line 5');
  });

  it('may clash by the command line', async () => {
    const text = pipelineOf(...UPSTREAM, '- mask', '- csv: { path: x }', '- jsonl');
    expect(await problemsOf(text, { overrides: ['csv.path=-'] })).toMatchInlineSnapshot(`
      "
      p.yaml:7:5 error output-clash jsonl would write standard output, and so does csv

          7 |   - jsonl
            |     ^^^^^
            = give one of them a \`path\`
      "
    `);
  });
});
