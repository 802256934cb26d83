import { once } from 'node:events';
import { ExitCode } from '../errors.ts';
import { scanFile } from '../scan/scan-file.ts';

/**
 * Says where files hold what looks like an identifier or a secret, never what they hold. Resolves to the exit code: 1 when
 * something was found, else 0.
 */
export async function scan(files: readonly string[]): Promise<number> {
  let finds = 0;
  for (const file of files) {
    const name = file === '-' ? 'standard input' : file;
    for await (const { line, column, kind } of scanFile(name, file === '-' ? process.stdin : undefined)) {
      finds++;
      if (!process.stdout.write(`${name}:${line}:${column} ${kind}\n`)) await once(process.stdout, 'drain');
    }
  }
  const scanned = files.length === 1 ? '1 file' : `${files.length} files`;
  process.stderr.write(`${finds === 0 ? 'nothing' : finds} found in ${scanned}\n`);
  return finds === 0 ? ExitCode.ok : ExitCode.findings;
}
