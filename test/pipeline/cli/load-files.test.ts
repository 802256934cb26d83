import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFiles } from '../../../pipeline/cli/load-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-files-'));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'empty.yaml'), '');
  await writeFile(join(folder, 'pipeline.yaml'), 'stages: [csv: { pth: x }]\n');
  await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
  await writeFile(join(folder, 'backup.sql'), Buffer.alloc(4 * 1024 * 1024 + 1, 0x61));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const problemsOf = async (...names: string[]) => (await loadFiles(names.map(at), [])).problems;

describe('loadFiles', () => {
  it.each([
    ['nope.yaml', { code: 'missing-file', exitCode: 66, message: 'there is no such file' }],
    ['pipelin.yml', { code: 'missing-file', exitCode: 66, hint: 'did you mean `pipeline.yaml`?' }],
    ['nope/p.yaml', { code: 'missing-file', exitCode: 66 }],
    ['sub', { code: 'unreadable-file', exitCode: 74, message: 'this is a folder' }],
    ['empty.yaml/p.yaml', { code: 'unreadable-file', exitCode: 74 }],
    ['latin.yaml', { code: 'not-a-pipeline', exitCode: 78, message: 'this file is not UTF-8 text' }],
    ['backup.sql', { code: 'not-a-pipeline', exitCode: 78, message: 'this file is too large to be a pipeline' }],
    ['empty.yaml', { code: 'empty-file', exitCode: 78 }],
  ])('tells what is wrong with %s', async (name, problem) => {
    expect(await problemsOf(name)).toMatchObject([{ ...problem, location: { file: at(name) } }]);
  });

  it('tells of all files', async () => {
    expect((await problemsOf('nope.yaml', 'empty.yaml', 'sub')).map(({ code }) => code)).toEqual([
      'missing-file',
      'empty-file',
      'unreadable-file',
    ]);
  });

  it('tells once what is wrong with the command line', async () => {
    const { problems } = await loadFiles([at('pipeline.yaml'), at('pipeline.yaml')], ['csv']);
    expect(problems.filter(({ code }) => code === 'bad-override')).toHaveLength(1);
  });
});
