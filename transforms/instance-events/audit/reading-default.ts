import type { StageContext } from '../../../pipeline/stage.ts';
import { utcTimes } from '../../audit/row-times.ts';
import type { InstanceEventsOptions } from '../options.ts';
import { COUNTERS } from '../tell.ts';
import { ownerFilter, windowFilter } from '../wanted.ts';
import type { InstanceFields } from './items.ts';
import type { InstanceVersion, Reading } from './join.ts';

const UNKNOWN: InstanceFields = [null, null, null, null, null, null, null, null];

/** Every row tells something; what Nova deletes to archive it has happened all the same. */
export function readAll(options: InstanceEventsOptions, context: StageContext): Reading {
  const takesOwner = ownerFilter(options);
  return {
    times: utcTimes(context),
    takes: () => true,
    takesInstance: () => true,
    order: ({ time }) => time,
    takesAction: windowFilter(options),
    told(rows) {
      const finished = rows.findLast(([, , finish]) => finish !== null);
      const last = finished ?? (options.unfinished === 'keep' ? rows.at(-1) : undefined);
      return last === undefined ? [] : [last];
    },
    instanceOf([, start, finish], versions) {
      const [, newest] = versions.at(-1) ?? [];
      if (newest === undefined) context.count(COUNTERS.purgedInstances);
      const [user, project, name, , , ...size] = newest ?? UNKNOWN;
      if (!takesOwner(user, project)) return undefined;
      return [user, project, name, ...placeAsOf(finish ?? start ?? Number.POSITIVE_INFINITY, versions), ...size];
    },
  };
}

/** Host and node of an instance then; where it was nowhere, the nearest that are known, and rather later ones. */
function placeAsOf(time: number, versions: readonly InstanceVersion[]): [host: string | null, node: string | null] {
  const then = Math.max(
    0,
    versions.findLastIndex(([since]) => since <= time),
  );
  const isSomewhere = ([, [, , , host, node]]: InstanceVersion) => host !== null || node !== null;
  const [, [, , , host, node] = UNKNOWN] =
    versions.slice(then).find(isSomewhere) ?? versions.slice(0, then).findLast(isSomewhere) ?? [];
  return [host, node];
}
