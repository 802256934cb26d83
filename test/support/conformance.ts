import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url));

/** Real backups and golden traces, beside the checkout where they exist; a user's clone has none and skips those tests. */
export const hasConformance = existsSync(root);
export const conformancePath = (path: string): string => root + path;

if (!hasConformance) console.info('skipped: the tests on real backups (no ../shared/conformance beside this checkout)');

/** What `compare.mjs` says of two traces; `equal` when it finds no difference. */
export function compareTraces(golden: string, actual: string, ...flags: string[]): { equal: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}compare.mjs`, ...flags, golden, actual], {
    encoding: 'utf8',
  });
  return { equal: status === 0, output: stdout + stderr };
}
