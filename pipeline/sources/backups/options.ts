import * as z from 'zod';
import { compileNameRegex, countGroups } from './name-regex.ts';
import { nearest } from './nearest.ts';

/** Says what is wrong with a regex, or nothing. */
function regexProblem(source: string): string | undefined {
  try {
    compileNameRegex(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const nameRegex = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const problem = regexProblem(source);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `not a regular expression: ${problem}` });
  });

const timestampRegex = nameRegex.superRefine((source, context) => {
  if (regexProblem(source) !== undefined || countGroups(source) > 0) return;
  context.addIssue({
    code: 'custom',
    message: "has no group: put parentheses around the parts that are the date and time, as in '(\\d{8})-(\\d{6})'",
  });
});

const timeZone = z.string().superRefine((zone, context) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    const meant = nearest(zone, Intl.supportedValuesOf('timeZone'));
    const hint = meant === undefined ? 'expected an IANA name such as Europe/Berlin' : `did you mean ${meant}?`;
    context.addIssue({ code: 'custom', message: `unknown time zone '${zone}': ${hint}` });
  }
});

const path = z.string().min(1);

export const backupsOptions = z
  .strictObject({
    path: z
      .union([path, z.array(path).min(1)])
      .describe(
        'A file, a folder (the files in it, not those in folders below), a glob, a list of these, or `-` for standard input.',
      )
      .meta({ path: true, examples: ['backups/mysql_backup_*.sql*', ['/srv/backups', 'more/*.sql.bz2']] }),
    match: nameRegex
      .optional()
      .describe('Only files whose base name it matches somewhere.')
      .meta({ examples: ['^mysql_backup_.*\\.sql'] }),
    order: z
      .enum(['auto', 'timestamp', 'mtime', 'name'])
      .default('auto')
      .describe(
        'What the backups are ordered by; `auto` is `timestamp` where that is given, else `mtime`. Equal ones go by name.',
      ),
    timestamp: timestampRegex
      .optional()
      .describe(
        'Finds the time in a base name: its groups, joined, read YYYYMMDD[HHMM[SS]]; separators in them do not count.',
      )
      .meta({ examples: ['mysql_backup_(\\d{8})-(\\d{6})'] }),
    timezone: timeZone
      .default('UTC')
      .describe('The IANA time zone in which times in names are read.')
      .meta({ examples: ['Europe/Berlin'] }),
    require_trailer: z
      .boolean()
      .default(false)
      .describe(
        "Take a dump without mysqldump's closing line for cut off, even when it has no opening line either (`--compact`).",
      ),
    seek: z
      .boolean()
      .default(false)
      .describe(
        'Remember what stands where in bzip2 files, and decode only the wanted parts of those that were read before; damage elsewhere in them goes unnoticed.',
      ),
    seek_index: path
      .optional()
      .describe(
        'The folder in which `seek` remembers; by default `sc-pipeline/seek` in the cache folder of the user (`$XDG_CACHE_HOME`, else `~/.cache`).',
      )
      .meta({ path: true, examples: ['index/'] }),
    on_error: z
      .enum(['fail', 'skip', 'quarantine'])
      .default('fail')
      .describe(
        'What to do with a backup that cannot be read: end the run, leave it out, or move it to a `quarantine` folder beside it.',
      ),
  })
  .refine(({ order, timestamp }) => order !== 'timestamp' || timestamp !== undefined, {
    path: ['order'],
    message: '`order: timestamp` needs the option `timestamp`, which says where the time is in a name',
  });

export type BackupsOptions = z.output<typeof backupsOptions>;
