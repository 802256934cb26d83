import { ExitCode, PipelineError } from '../../errors.ts';
import type { Input, PlanContext } from '../../stage.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { listed } from './display-name.ts';
import { findFiles } from './find-files.ts';
import { compileNameRegex } from './name-regex.ts';
import type { BackupsOptions } from './options.ts';
import { inOrder, warnOfOrder } from './order.ts';
import { type TimedCandidate, withTimes } from './times.ts';

export interface Plan {
  /** In snapshot order. */
  readonly inputs: readonly Input[];
  /** What must be put right before a run makes sense. */
  readonly problems: readonly PipelineError[];
  /** What is known already to end the reading of single inputs. */
  readonly unreadable: readonly PipelineError[];
}

/** The options -> the inputs. Looks at names, times, first bytes and the directories of zip archives; reads no backup. */
export async function planBackups(options: BackupsOptions, context: PlanContext): Promise<Plan> {
  const patterns = typeof options.path === 'string' ? [options.path] : options.path;
  const { files, problems } = await findFiles(patterns, context);
  const all = await candidatesOf(files, options.timezone);
  const candidates = options.match === undefined ? all : matching(all, compileNameRegex(options.match));
  if (all.length > 0 && candidates.length === 0)
    return { inputs: [], problems: [...problems, noMatch(all, options)], unreadable: [] };

  const { timed, problems: ofTimes } = withTimes(candidates, options, context);
  const sorted = inOrder(timed, options);
  warnOfOrder(sorted, context);
  warnOfFormats(sorted, context);
  return {
    inputs: sorted.map(toInput),
    problems: [...problems, ...ofTimes],
    unreadable: sorted.flatMap(({ problem }) => problem ?? []),
  };
}

/** An archive's own name counts for those of which no member's name matches. */
function matching(candidates: readonly Candidate[], regex: RegExp): readonly Candidate[] {
  const own = new Set(candidates.filter(({ baseNames: [name] }) => name === undefined || regex.test(name)));
  const archives = new Set([...own].map(({ path }) => path));
  return candidates.filter(
    (candidate) =>
      own.has(candidate) || (!archives.has(candidate.path) && candidate.baseNames.some((name) => regex.test(name))),
  );
}

function noMatch(candidates: readonly Candidate[], { match }: BackupsOptions): PipelineError {
  const names = candidates.map(({ baseNames }) => baseNames[0]!);
  return new PipelineError(
    'no-input',
    ExitCode.missingInput,
    `\`match\` (${match}) matches none of ${names.length} names`,
    {
      hint: `the names are ${listed(names)}`,
    },
  );
}

function warnOfFormats(candidates: readonly Candidate[], { warn }: PlanContext): void {
  const misnamed = candidates.filter((candidate) => candidate.misnamed);
  if (misnamed.length === 0) return;
  const found = listed(misnamed.map(({ name, format }) => `${name} is ${format}`));
  warn('name-and-content-differ', `read as what the content is, not as the name says: ${found}`);
}

function toInput({ path, name, time, member, size, format }: TimedCandidate, index: number): Input {
  return {
    snapshot: { index, time, name },
    path,
    ...(member !== undefined && { member }),
    ...(size !== undefined && { size }),
    ...(format === 'bzip2' && { splittable: true }),
  };
}
