import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for one test, removed when it is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sc-pipeline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file for one test. */
export function temporaryFile(content: string | Uint8Array, mode = 0o600): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, content, { mode });
  return path;
}
