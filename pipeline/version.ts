import { readFileSync } from 'node:fs';
import { ownFile } from './own-files.ts';

/** The package's version. Of the sources, package.json lies at the root; of the built files, one folder above. */
export function packageVersion(): string {
  for (const path of ['package.json', '../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(ownFile(path), 'utf8'));
      if (name === 'sc-pipeline') return version;
    } catch {
      // Not there: the other one.
    }
  }
  return 'unknown';
}
