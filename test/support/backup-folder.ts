import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { backupsOptions } from '../../pipeline/sources/backups/options.ts';
import backups from '../../pipeline/sources/backups.ts';
import type { Input, PlanContext } from '../../pipeline/stage.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Options = Partial<z.input<typeof backupsOptions>> & { path: string | string[] };

/** A folder of files for one test. A number is the content's time of modification in seconds since 1970, the content then any text. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array | number>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'number' ? '-- a dump\n' : content);
    const time = typeof content === 'number' ? content : 1_600_000_000;
    utimesSync(path, time, time);
  }
  return folder;
}

/** A context for planning that keeps the warnings as `code: message`. */
export function planContext(signal = new AbortController().signal): PlanContext & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { signal, warnings, warn: (code, message) => warnings.push(`${code}: ${message}`) };
}

export const parseOptions = (options: Options) => backupsOptions.parse(options);

export const plan = (options: Options, context: PlanContext = planContext()): Promise<Input[]> =>
  backups.plan(parseOptions(options), context);

/** What is wrong with the options, as `code: message`. */
export async function check(options: Options): Promise<string[]> {
  const problems = await backups.check!(parseOptions(options), planContext());
  return problems.map(({ code, message }) => `${code}: ${message}`);
}
