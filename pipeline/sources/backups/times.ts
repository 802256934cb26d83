import { ExitCode, PipelineError } from '../../errors.ts';
import type { PlanContext } from '../../stage.ts';
import type { Candidate } from './candidates.ts';
import { listed } from './display-name.ts';
import { type NameTime, nameTimes } from './name-time.ts';
import type { BackupsOptions } from './options.ts';

export interface TimedCandidate extends Candidate {
  /** The snapshot time, microseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
}

export interface Timing {
  readonly timed: readonly TimedCandidate[];
  readonly problems: readonly PipelineError[];
}

/** Gives each candidate its snapshot time: that in its name where `timestamp` is given, else that of its last modification. */
export function withTimes(
  candidates: readonly Candidate[],
  { timestamp, timezone }: Pick<BackupsOptions, 'timestamp' | 'timezone'>,
  { warn }: Pick<PlanContext, 'warn'>,
): Timing {
  const read = timestamp === undefined ? undefined : nameTimes(timestamp, timezone);
  const startOfRun = Date.now() * 1000;
  const namesBy = new Map<NameTime['reading'] | 'unknown', string[]>();
  const timed = candidates.map((candidate) => {
    const found = read && readNames(candidate.baseNames, read);
    const known = found !== undefined && 'time' in found ? found.time : candidate.modified;
    const kind = found?.reading ?? (known === undefined ? 'unknown' : 'plain');
    namesBy.set(kind, [...(namesBy.get(kind) ?? []), candidate.name]);
    return { ...candidate, time: known ?? startOfRun };
  });

  const problem = (kind: NameTime['reading'], code: string, message: string): PipelineError[] => {
    const names = namesBy.get(kind);
    if (names === undefined) return [];
    return [
      new PipelineError(code, ExitCode.badPipeline, `${message}: ${listed(names)}`, {
        location: { file: names[0]! },
        hint: 'correct `timestamp`, or leave files that are no backups out with `match`',
      }),
    ];
  };
  const doubt = (kind: NameTime['reading'] | 'unknown', code: string, message: string): void => {
    const names = namesBy.get(kind);
    if (names !== undefined) warn(code, `${message}: ${listed(names)}`);
  };
  doubt(
    'gap',
    'clock-gap',
    `the clocks of ${timezone} skipped the time in the name; the offset before the gap is taken`,
  );
  doubt('overlap', 'clock-overlap', `the clocks of ${timezone} showed the time in the name twice; the first is taken`);
  doubt('unknown', 'unknown-snapshot-time', 'a pipe has no time, so its snapshot time is the start of this run');
  return {
    timed,
    problems: [
      ...problem('no-match', 'timestamp-mismatch', `\`timestamp\` (${timestamp}) finds nothing in the name`),
      ...problem(
        'impossible',
        'impossible-date',
        'what `timestamp` finds in the name is no date and time YYYYMMDD[HHMM[SS]]',
      ),
    ],
  };
}

/** The time in the first of the names that the regex matches; undefined when there is no name. */
function readNames(names: readonly string[], read: (name: string) => NameTime): NameTime | undefined {
  const found = names.map(read);
  return found.find(({ reading }) => reading !== 'no-match') ?? found[0];
}
