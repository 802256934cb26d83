import { once } from 'node:events';
import { join } from 'node:path';
import { ExitCode } from '../errors.ts';
import { type VerifySummary, verifyFolder } from '../verify/verify-folder.ts';

/**
 * Checks a published folder, a line for each problem. Resolves to the exit code: 1 when there are problems, 66 when all of them are
 * missing files, else 0.
 */
export async function verify(folder: string): Promise<number> {
  const summary: VerifySummary = { manifests: 0, outputs: 0, records: 0, unread: [], unnamed: [] };
  let [problems, missing] = [0, 0];
  for await (const { file, line, column, message, missing: isMissing } of verifyFolder(folder, summary)) {
    problems++;
    if (isMissing) missing++;
    const place = [file === folder ? folder : join(folder, file), line, column].filter((part) => part !== undefined);
    if (!process.stdout.write(`${place.join(':')} ${message}\n`)) await once(process.stdout, 'drain');
  }
  process.stderr.write(summaryText(summary, problems));
  if (problems === 0) return ExitCode.ok;
  return missing === problems ? ExitCode.missingInput : ExitCode.findings;
}

function summaryText({ manifests, outputs, records, unread, unnamed }: VerifySummary, problems: number): string {
  const counted = `${manifests} manifests, ${outputs} outputs, ${records} records: ${problems === 0 ? 'no' : problems} problems`;
  const lines = [
    counted,
    ...unread.map((file) => `${file}: only its checksum was compared, its rows were not read`),
    ...unnamed.map((file) => `${file}: no manifest names it, it was not checked`),
  ];
  return `${lines.join('\n')}\n`;
}
