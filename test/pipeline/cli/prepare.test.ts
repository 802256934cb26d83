import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepare, problemTeller } from '../../../pipeline/cli/prepare.ts';
import { jsonLog } from '../../../pipeline/engine/log.ts';
import type { Problem } from '../../../pipeline/spec/problem.ts';
import { memoryLog } from '../../support/planned.ts';

describe('prepare', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prepare-'));
    await writeFile(join(folder, 'p.yaml'), 'stages: [csv: { pth: x }]\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('tells the problems and says how it ends', async () => {
    const told: (readonly Problem[])[] = [];
    const tell = (problems: readonly Problem[]) => told.push(problems);
    const prepareFile = (name: string) => prepare([join(folder, name)], [], tell, new AbortController().signal);
    expect(await prepareFile('nope.yaml')).toEqual({ exitCode: 66, pipelines: [] });
    expect(await prepareFile('p.yaml')).toEqual({ exitCode: 78, pipelines: [] });
    expect(told.map((problems) => problems.map(({ code }) => code))).toEqual([
      ['missing-file'],
      ['no-source', 'unknown-option'],
    ]);
  });
});

describe('problemTeller', () => {
  const problems: Problem[] = [
    { code: 'odd', severity: 'warning', message: 'm', location: { file: 'p.yaml', line: 1 }, length: 1, exitCode: 78 },
    {
      code: 'bad',
      severity: 'error',
      message: 'n',
      location: { file: 'p.yaml', line: 2 },
      length: 1,
      exitCode: 78,
      hint: 'h',
    },
  ];

  it('shows people what lint shows', () => {
    const written: string[] = [];
    problemTeller({ logFormat: 'pretty', quiet: false }, memoryLog(), (text) => written.push(text))(problems);
    expect(written).toEqual(['p.yaml:1 warning odd m\n\np.yaml:2 error bad n\n      = h\n\n1 error, 1 warning\n']);
  });

  it('keeps warnings to itself when it is to be quiet', () => {
    const written: string[] = [];
    problemTeller({ logFormat: 'pretty', quiet: true }, memoryLog(), (text) => written.push(text))(problems);
    expect(written).toEqual(['p.yaml:2 error bad n\n      = h\n']);
  });

  it('tells programs in the log, one object per line', async () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    problemTeller(
      { logFormat: 'json', quiet: false },
      await jsonLog({ quiet: false, debug: false, write }),
      write,
    )(problems);
    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, code: 'odd', msg: 'm' },
      { level: 50, code: 'bad', msg: 'n', hint: 'h', exitCode: 78, location: { file: 'p.yaml', line: 2 } },
    ]);
  });
});
