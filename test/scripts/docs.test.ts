import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { registry } from '../../pipeline/registry.ts';
import { STAGES_PAGE, stagesPage } from '../../scripts/docs.ts';
import { fakeCatalog } from '../support/fake-stages.ts';
import { asPipeline, problemsIn, yamlBlocks } from '../support/yaml-examples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');
const pages = globSync(['README.md', 'ARCHITECTURE.md', 'docs/**/*.md'], { cwd: root }).sort();

describe('docs/stages.md', () => {
  it('is what the stages say (npm run docs)', async () => {
    expect(existsSync(STAGES_PAGE) && readFileSync(STAGES_PAGE, 'utf8')).toBe(await stagesPage());
  });
});

describe('the YAML', () => {
  const blocks = pages.flatMap((page) =>
    yamlBlocks(read(page)).map(({ line, text }) => ({ place: `${page}:${line}`, text })),
  );
  const examples = globSync(['examples/**/*.{yaml,yml}'], { cwd: root }).sort();

  it.each(blocks)('in $place is right', async ({ place, text }) => {
    expect(await problemsIn(text, place, registry)).toBe('');
  });

  it.each(examples)('in %s is right', async (path) => {
    expect(await problemsIn(read(path), path, registry)).toBe('');
  });

  it.each(registry.names())('in the example of %s is right', async (name) => {
    const stage = (await registry.load(name))!;
    expect(stage.example).toContain(name);
    expect(await problemsIn(stage.example, `${name}.example`, registry)).toBe('');
  });
});

describe('the check itself', () => {
  it('finds the blocks', () => {
    const markdown =
      'a\n```yaml\n- csv\n```\n\n  ```yaml\n  - a\n    b\n  ```\n```yaml no-lint\nx\n```\n```sh\ny\n```\n';
    expect(yamlBlocks(markdown)).toEqual([
      { line: 3, text: '- csv\n' },
      { line: 7, text: '- a\n  b\n' },
    ]);
  });

  it('finds what is wrong in them', async () => {
    expect(await problemsIn('- csv: { pth: x }', 'd.md', fakeCatalog)).toContain('csv has no option `pth`');
    expect(await problemsIn('- csv', 'd.md', fakeCatalog)).toBe('');
    expect(await problemsIn('name: x', 'd.md', fakeCatalog)).toContain('a pipeline needs the key `stages`');
    expect(await problemsIn('- mask: { salt: "${A}" }\n- csv', 'd.md', fakeCatalog)).toBe('');
    expect(await problemsIn('- mask: { salt: "${A-}" }\n- csv', 'd.md', fakeCatalog)).toContain('bad-interpolation');
  });

  it.each([
    [
      '- backups: { path: x }',
      'stages:\n- backups: { path: x }\n- sql-dump\n- machine-events: { cloud: vm }\n- mask\n- csv\n',
    ],
    [
      '- mask',
      'stages:\n- backups: { path: backups/ }\n- sql-dump\n- machine-events: { cloud: vm }\n- mask\n- csv: { path: trace.csv }\n',
    ],
    ['- csv', 'stages:\n- backups: { path: backups/ }\n- sql-dump\n- machine-events: { cloud: vm }\n- mask\n- csv\n'],
    [
      '- sql-dump\n- machine-events: { cloud: vm }',
      'stages:\n- backups: { path: backups/ }\n- sql-dump\n- machine-events: { cloud: vm }\n- mask\n- csv: { path: trace.csv }\n',
    ],
    ['name: x\nstages: []', 'name: x\nstages: []'],
  ])('completes %j', async (text, whole) => {
    expect(await asPipeline(text, fakeCatalog)).toBe(whole);
  });
});
