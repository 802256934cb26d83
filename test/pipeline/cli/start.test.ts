/** What starting costs is, more than anything else, what is loaded: a run loads what its pipeline needs, and nothing else. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { machineEventsOptions } from '../../../transforms/machine-events/options.ts';
import { CLI } from '../../support/cli.ts';
import { loadedBy } from '../../support/loaded-packages.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const backups = join(root, 'examples/backups');
const plain = join(backups, 'mysql_backup_20240304-040012.sql');
const gzip = join(backups, 'mysql_backup_20240311-040009.sql.gz');

function pipelineOver(path: string): { cwd: string; file: string } {
  const cwd = temporaryFolder();
  const file = join(cwd, 'pipeline.yaml');
  const entries = [`backups: { path: ${path} }`, 'sql-dump', 'machine-events: { cloud: vm }', 'mask', 'csv'];
  writeFileSync(file, `stages:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`);
  return { cwd, file };
}

describe('what is loaded', () => {
  it('by a run over one backup', () => {
    for (const backup of [plain, gzip]) {
      const { cwd, file } = pipelineOver(backup);
      const { packages, files } = loadedBy([CLI, 'run', '--quiet', file], cwd);
      expect(packages).toEqual(['commander', 'csv-stringify', 'fastest-levenshtein', 'yaml', 'zod']);
      expect(files).toBeLessThan(80);
    }
  });

  it('by a run over several backups, in its main thread', () => {
    const { cwd, file } = pipelineOver(`[${plain}, ${gzip}]`);
    const { packages } = loadedBy([CLI, 'run', '--quiet', '--workers', '2', file], cwd);
    expect(packages).toEqual(['commander', 'csv-stringify', 'fastest-levenshtein', 'piscina', 'yaml', 'zod']);
  });

  it('by lint', () => {
    const { cwd, file } = pipelineOver(plain);
    expect(loadedBy([CLI, 'lint', file], cwd).packages).toEqual([
      'commander',
      'csv-stringify',
      'fastest-levenshtein',
      'yaml',
      'zod',
    ]);
  });

  it('by --help', () => {
    const { packages, files } = loadedBy([CLI, '--help'], temporaryFolder());
    expect(packages).toEqual(['commander']);
    expect(files).toBeLessThan(10);
  });

  it('by a worker thread: neither zod nor yaml', () => {
    const cwd = temporaryFolder();
    const task = {
      inputs: [{ path: gzip, snapshot: { index: 0, time: 0, name: 'a backup' } }],
      source: { name: 'backups', options: { on_error: 'fail' } },
      reader: { name: 'sql-dump', options: {} },
      snapshots: [{ name: 'machine-events', options: machineEventsOptions.parse({ cloud: 'vm' }) }],
      histories: [],
      settings: { epoch: 0, checksums: false, requireTrailer: false, goOn: false },
      folder: cwd,
    };
    const worker = join(root, 'dist/pipeline/engine/worker.js');
    const program = `
      import work from ${JSON.stringify(worker)};
      const bytesRead = new BigInt64Array(new SharedArrayBuffer(8));
      const { inputs: [outcome] } = await work({ ...${JSON.stringify(task)}, bytesRead });
      if (outcome.error || outcome.rows === 0) throw new Error(JSON.stringify(outcome));`;
    const { packages, files } = loadedBy(['--input-type=module', '-e', program], cwd);
    expect(packages).toEqual(['fastest-levenshtein']);
    expect(files).toBeLessThan(50);
  });
});

it('no source imports zod so that its translations come with it', () => {
  // Of `import { z }`, a bundler cannot tell what is used of it: all of zod, with fifty languages, would be loaded.
  const sources = ['pipeline', 'transforms', 'sinks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  const wrong = sources.filter(
    (path) => path.endsWith('.ts') && /^import \{.*from 'zod'/m.test(readFileSync(path, 'utf8')),
  );
  expect(wrong).toEqual([]);
});
