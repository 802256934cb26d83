/**
 * The YAML in the docs. A fenced block marked `yaml` is a whole pipeline file (it has `stages:`), or some entries of a `stages:`
 * list; both are checked. A block that is neither is marked `yaml no-lint`.
 */
import { parse } from 'yaml';
import { loadPipelines } from '../../pipeline/spec/load.ts';
import type { Catalog } from '../../pipeline/spec/plan.ts';
import { renderProblem } from '../../pipeline/spec/problem.ts';

/** The blocks of a Markdown text that are to be checked, by the line they start in. */
export function yamlBlocks(markdown: string): { line: number; text: string }[] {
  const blocks = markdown.matchAll(/^( *)```yaml[ \t]*\n([\s\S]*?)^ *```/gm);
  return [...blocks].map(({ index, 1: indent = '', 2: text = '' }) => ({
    line: markdown.slice(0, index).split('\n').length + 1,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** What can stand above a stage that takes something, and below one that gives it. */
const ABOVE: Record<string, string[]> = {
  nothing: [],
  bytes: ['- backups: { path: backups/ }'],
  rows: ['- backups: { path: backups/ }', '- sql-dump'],
  records: ['- backups: { path: backups/ }', '- sql-dump', '- machine-events: { cloud: vm }'],
};
const BELOW: Record<string, string[]> = {
  bytes: ['- sql-dump', '- machine-events: { cloud: vm }', '- mask', '- csv'],
  rows: ['- instance-events: { cloud: vm }', '- mask', '- csv'],
  audit: ['- machine-events: { cloud: vm }', '- mask', '- csv'],
  nothing: [],
};

/** A whole pipeline of a text: entries get what they lack above and below. */
export async function asPipeline(text: string, catalog: Catalog): Promise<string> {
  const entries: unknown = parse(text.split(/^---$/m)[0] ?? '', { logLevel: 'silent' });
  if (!Array.isArray(entries)) return text;
  const names = entries.map(nameOf);
  const first = await catalog.load(names[0] ?? '');
  const last = await catalog.load(names.at(-1) ?? '');
  const above = [...(ABOVE[first?.takes ?? 'rows'] ?? []), ...(first?.kind === 'sink' ? ['- mask'] : [])];
  const given = typeof last?.gives === 'function' ? 'records' : (last?.gives ?? 'nothing');
  const below = BELOW[given] ?? [...(names.includes('mask') ? [] : ['- mask']), '- csv: { path: trace.csv }'];
  return ['stages:', ...above, text.trimEnd(), ...below, ''].join('\n');
}

const nameOf = (entry: unknown): string =>
  typeof entry === 'string' ? entry : (Object.keys(entry as object).find((key) => key !== 'id') ?? '');

/** Has every variable, with a value that makes a fair salt. */
const anyVariable = new Proxy<Record<string, string>>(
  {},
  {
    get: () => '9f2c4e8a1b7d3065c2e9f8a4d1b60735',
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, writable: true, value: '' }),
  },
);

/** What is wrong with a YAML text of the docs, as a user would read it; empty when nothing is. */
export async function problemsIn(text: string, file: string, catalog: Catalog): Promise<string> {
  const { problems } = await loadPipelines(
    { file, text: await asPipeline(text, catalog) },
    { catalog, env: anyVariable, overrides: [], cwd: '/', readFile: async () => anyVariable.X ?? '' },
  );
  return problems.map((problem) => renderProblem(problem)).join('\n');
}
