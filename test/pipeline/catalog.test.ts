import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../pipeline/catalog.ts';
import { registry } from '../../pipeline/registry.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'catalog-'));
});
afterAll(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const code = (name: string) => `export default {
  name: '${name}', kind: 'transform', role: 'records', takes: 'records', gives: (taken) => taken, summary: 's', example: '- ${name}',
  options: { safeParse: (value) => ({ success: true, data: value }) }, create: () => (record) => record,
};`;

async function installed(path: string, manifest: object, files: Record<string, string>): Promise<void> {
  await write(`${path}/package.json`, JSON.stringify({ type: 'module', ...manifest }));
  for (const [name, text] of Object.entries(files)) await write(`${path}/${name}`, text);
}

const nameOf = async (folder: string, stage: string) => (await openCatalog(join(root, folder)).load(stage))?.name;

describe('the catalog', () => {
  it('has the built-in stages', async () => {
    const catalog = openCatalog(root);
    expect(catalog.names()).toEqual(registry.names());
    expect((await catalog.load('mask'))?.name).toBe('mask');
    expect(await catalog.load('nope')).toBeUndefined();
    expect(await catalog.load('__proto__')).toBeUndefined();
    expect(await catalog.load('../mask')).toBeUndefined();
  });

  it.each([
    ['exports', { exports: './lib/s.js' }, 'lib/s.js'],
    ['exports-dot', { exports: { '.': './s.js' } }, 's.js'],
    ['exports-import', { exports: { types: './s.d.ts', require: './s.cjs', import: './s.js' } }, 's.js'],
    ['exports-nested', { exports: { '.': { browser: './b.js', node: { import: './s.js' } } } }, 's.js'],
    ['main', { main: 'm.js' }, 'm.js'],
    ['index', {}, 'index.js'],
  ])('finds a package by its %s', async (name, manifest, file) => {
    await installed(`a/node_modules/sc-pipeline-stage-${name}`, manifest, { [file]: code(name) });
    expect(await nameOf('a', name)).toBe(name);
    expect(await nameOf('a/deep/er', name)).toBe(name);
    expect(openCatalog(join(root, 'a')).names()).toContain(name);
    expect(await nameOf('elsewhere', name)).toBeUndefined();
  });

  it('takes the nearest', async () => {
    await installed('b/node_modules/sc-pipeline-stage-near', {}, { 'index.js': code('far') });
    await installed('b/c/node_modules/sc-pipeline-stage-near', {}, { 'index.js': code('near') });
    expect(await nameOf('b/c', 'near')).toBe('near');
  });

  it('lets no package take the place of a built-in stage', async () => {
    await installed('d/node_modules/sc-pipeline-stage-mask', {}, { 'index.js': 'throw new Error("loaded")' });
    expect((await openCatalog(join(root, 'd')).load('mask'))?.kind).toBe('transform');
    expect(openCatalog(join(root, 'd')).names()).toEqual(registry.names());
  });

  it.each([
    ['throws', 'throw new Error("no luck")', 'the package sc-pipeline-stage-throws cannot be loaded: no luck'],
    ['syntax', 'export default {', 'the package sc-pipeline-stage-syntax cannot be loaded: Unexpected end of input'],
    ['nothing', 'export const a = 1', 'the package sc-pipeline-stage-nothing has no stage as its default export'],
    [
      'half',
      'export default { name: "half", kind: "sink" }',
      'the package sc-pipeline-stage-half has no stage as its default export',
    ],
    ['other', code('another'), 'the package sc-pipeline-stage-other exports a stage of another name, `another`'],
  ])('says what is wrong with a package that %s', async (name, text, message) => {
    await installed(`e/node_modules/sc-pipeline-stage-${name}`, {}, { 'index.js': text });
    await expect(openCatalog(join(root, 'e')).load(name)).rejects.toMatchObject({
      code: 'broken-stage',
      exitCode: 78,
      message,
    });
  });

  it('says when the package has no such file', async () => {
    await installed('f/node_modules/sc-pipeline-stage-gone', { main: 'gone.js' }, {});
    await expect(openCatalog(join(root, 'f')).load('gone')).rejects.toMatchObject({ code: 'broken-stage' });
  });
});
