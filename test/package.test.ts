/** What `npm pack` makes can be installed elsewhere, and runs there. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the package', () => {
  let folder: string;
  const installed = (...path: string[]) => join(folder, 'node_modules/sc-pipeline', ...path);
  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    // It is built: no need to do so again.
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
    const [tarball] = readdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`], folder);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs the quickstart where it was installed', () => {
    cpSync(installed('examples'), join(folder, 'examples'), { recursive: true });
    const trace = execFileSync(
      join(folder, 'node_modules/.bin/sc-pipeline'),
      ['run', 'examples/quickstart.yaml', '--quiet'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(trace.split('\n')[0]).toBe('EVENT_TIME,EVENT_TIME_SEC,HOST_NAME (PHYSICAL),EVENT,PROPERTIES');
    expect(trace.trimEnd().split('\n').length).toBeGreaterThan(10);
  });

  it('holds what it needs and nothing of the workshop', () => {
    expect(readdirSync(installed()).sort()).toEqual([
      'ARCHITECTURE.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'examples',
      'package.json',
      'schema.json',
    ]);
    expect(readdirSync(installed('dist')).sort()).toEqual(['chunks', 'pipeline', 'third-party-licenses.txt']);
    const licenses = readFileSync(installed('dist/third-party-licenses.txt'), 'utf8');
    expect(licenses.match(/^\S+ \d\S+ \(\S+\)$/gm)?.map((line) => line.split(' ')[0])).toEqual([
      'commander',
      'csv-stringify',
      'fastest-levenshtein',
      'fdir',
      'jsep',
      'picomatch',
      'tinyglobby',
      'yaml',
      'zod',
    ]);
    expect(JSON.parse(readFileSync(installed('schema.json'), 'utf8'))).toHaveProperty('$schema');
  });

  it('lets a third-party stage be written', () => {
    const program = `import { defineStage, PipelineError } from 'sc-pipeline'; console.log(typeof defineStage, String(new PipelineError('code', 70, 'what')));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said).toBe('function PipelineError: what\n');
  });
});
