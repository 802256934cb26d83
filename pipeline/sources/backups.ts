import { PipelineError } from '../errors.ts';
import { defineStage } from '../stage.ts';
import { openInput } from './backups/open-input.ts';
import { planBackups } from './backups/plan.ts';
import { quarantineInput } from './backups/quarantine.ts';

export { quarantineInput };

export default defineStage({
  name: 'backups',
  kind: 'source',
  role: 'inputs',
  takes: 'nothing',
  gives: 'bytes',
  bounded: true,
  summary: 'Opens backup files, compressed in any of the usual ways, in the order in which they were made.',
  description: `
Each file is one snapshot. Plain text, gzip, bzip2, zstd and xz are told apart by their content, never by the name; each file in a
zip archive is an input of its own. Damage of any kind is an error, and so is an empty backup.

**Which files.** \`path\` names files, folders and globs. A folder stands for the files in it, without hidden ones and without those
in folders below (\`backups/**\` takes these too). Symbolic links are followed; a file that is reached twice counts once. Globs never
look into a folder \`quarantine\`. Pipes work, and \`-\` is standard input.

**The second time.** With \`seek: true\`, the first run that reads a bzip2 file keeps a small index of it in \`seek_index\`: where in it
which tables are, without their names. Later runs, whatever tables they need, decode only the blocks with these tables; their results are
the same. The content is known again by the checksums of all its blocks, so names and times of files do not matter, and a file
that was changed or cut off is read in full. Damage within blocks that are not decoded is not noticed: that is why it is off by default.
Other formats are read in full. The folder may be emptied at any time.

**When.** The snapshot time is the time in the file's name where \`timestamp\` is given, else the time of its last modification. In a
zip archive a member's own name and time count, then the archive's name. A pipe has no time: the start of the run is taken, with a
warning; standard input redirected from a file has that file's. Times in names are read on the clock of \`timezone\`. Where
daylight saving time makes them doubtful, the first of the two moments is taken for a time that the clock showed twice, and the
offset before the gap for one that it skipped, as in iCalendar (RFC 5545); both with a warning.

**In which order.** By time; equal ones go by their path, in code point order. With \`order: name\` or \`order: mtime\` the snapshot
times may run backwards, which is told in a warning.`.trim(),
  options: async () => (await import('./backups/options.ts')).backupsOptions,
  example: `- backups: { path: "backups/mysql_backup_*.sql*", timestamp: 'mysql_backup_(\\d{8})-(\\d{6})' }`,

  async check(options, context) {
    const { problems, unreadable } = await planBackups(options, context);
    return options.on_error === 'fail' ? [...problems, ...unreadable] : [...problems];
  },

  async plan(options, context) {
    const { inputs, problems } = await planBackups(options, context);
    if (problems.length > 0) throw inOne(problems);
    return [...inputs];
  },

  open: openInput,
  failed: ({ on_error }) => on_error,
  requireTrailer: ({ require_trailer }) => require_trailer,
  quarantine: quarantineInput,
});

/** The first of several problems, which says that there are more. */
function inOne(problems: readonly PipelineError[]): PipelineError {
  const [first, ...others] = problems as [PipelineError, ...PipelineError[]];
  if (others.length === 0) return first;
  const { code, exitCode, message, location, hint } = first;
  return new PipelineError(code, exitCode, `${message} (and ${others.length} more of this kind: \`lint\` lists them)`, {
    location,
    hint,
  });
}
