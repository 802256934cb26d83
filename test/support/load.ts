import type { z } from 'zod';
import { checkPipelines } from '../../pipeline/spec/check.ts';
import type { Surroundings } from '../../pipeline/spec/interpolate.ts';
import { type Loaded, type LoadSettings, loadPipelines } from '../../pipeline/spec/load.ts';
import { toValue } from '../../pipeline/spec/nodes.ts';
import { parseDocuments } from '../../pipeline/spec/parse.ts';
import { Findings, renderProblem } from '../../pipeline/spec/problem.ts';
import { Redactor } from '../../pipeline/spec/redactor.ts';
import { Source } from '../../pipeline/spec/source.ts';
import { type AnyStage, defineStage } from '../../pipeline/stage.ts';
import { catalogOf, fakeCatalog } from './fake-stages.ts';

/** Loads a pipeline text with fake stages, as if from `/etc/pipes/p.yaml` with `/here` as the current folder. */
export function load(text: string, settings: Partial<LoadSettings> = {}, file = '/etc/pipes/p.yaml'): Promise<Loaded> {
  return loadPipelines(
    { file, text },
    { catalog: fakeCatalog, env: {}, overrides: [], cwd: '/here', readFile: noFile, ...settings },
  );
}

async function noFile(path: string): Promise<string> {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT', path, syscall: 'open' });
}

/** The problems of a pipeline text as a user reads them. */
export async function problemsOf(text: string, settings: Partial<LoadSettings> = {}): Promise<string> {
  const { problems } = await load(text, settings, 'p.yaml');
  return `\n${problems.map((problem) => renderProblem(problem)).join('\n')}`;
}

/** What looking at the world finds wrong. */
export async function checksOf(text: string, settings: Partial<LoadSettings> = {}): Promise<string> {
  const loaded = await load(text, settings, 'p.yaml');
  const problems = [...loaded.problems, ...(await checkPipelines(loaded, new AbortController().signal))];
  return `\n${problems.map((problem) => renderProblem(problem)).join('\n')}`;
}

/** A pipeline around some stages, well formed unless they are not. */
export const pipelineOf = (...stages: string[]): string => `stages:\n${stages.map((stage) => `  ${stage}\n`).join('')}`;

export const UPSTREAM = ['- backups: { path: b.sql }', '- sql-dump', '- machine-events: { cloud: vm }'];

/** The problems of a stage with these options, without those of its place in the chain. */
export async function optionProblems(
  options: z.ZodType,
  written: string,
  env: Record<string, string> = {},
): Promise<string> {
  const stage = defineStage<{ path: string; compress: 'none' }>({
    name: 'try',
    kind: 'sink',
    role: 'sink',
    takes: 'records',
    gives: 'nothing',
    summary: 's',
    example: '- try',
    options: options as never,
    create: () => {
      throw new Error();
    },
  }) as AnyStage;
  const text = await problemsOf(pipelineOf(`- try: ${written}`), { catalog: catalogOf([stage]), env });
  return text
    .split('\n')
    .filter((line) => /error (missing|invalid|unknown)-option|^ +=/.test(line) && !line.includes('put a source'))
    .join('\n');
}

/** The values of all documents of a YAML text, and what is wrong with it. */
export async function parseText(text: string) {
  const findings = new Findings();
  const documents = await parseDocuments(new Source('p.yaml', text, '/'), { findings, redactor: new Redactor() });
  return {
    values: documents.map(({ root }) => root && toValue(root)),
    problems: `\n${findings
      .list()
      .map((problem) => renderProblem(problem))
      .join('\n')}`,
  };
}

const files: Record<string, string> = { '/run/salt': 'from file\n', crlf: 'text\r\n', two: 'text\n\n', none: '' };

/** Variables, and a few files that `${file:…}` finds. */
export const surroundings = (env: Record<string, string> = {}): Surroundings => ({
  env,
  async readFile(path) {
    const text = files[path];
    if (text !== undefined) return text;
    throw Object.assign(new Error('no'), { code: path === 'locked' ? 'EACCES' : 'ENOENT', path, syscall: 'open' });
  },
});
