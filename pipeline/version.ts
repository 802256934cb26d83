import { readFileSync } from 'node:fs';

/** The package's version. The sources lie one folder below package.json, the built files two. */
export function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (name === 'sc-pipeline') return version;
    } catch {
      // Not there: the other one.
    }
  }
  return 'unknown';
}
