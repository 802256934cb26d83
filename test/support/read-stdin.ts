/** Reads standard input, under the name given, as a backup and tells, as JSON, what came of it. For a test that starts this as a process. */
import { backupsOptions } from '../../pipeline/sources/backups/options.ts';
import backups from '../../pipeline/sources/backups.ts';

const warnings: string[] = [];
const { signal } = new AbortController();
const options = backupsOptions.parse({ path: process.argv[2]! });
const [input] = await backups.plan(options, { signal, warn: (code) => warnings.push(code) });
const problems = (await backups.check!(options, { signal, warn() {} })).map(({ code }) => code);
const { name, time } = input!.snapshot;
try {
  let text = '';
  for await (const chunk of backups.open(input!, options, { signal })) text += Buffer.from(chunk).toString();
  console.log(JSON.stringify({ text, name, time, size: input!.size, warnings, problems }));
} catch (error) {
  console.log(JSON.stringify({ error: (error as { code: string }).code, problems }));
}
