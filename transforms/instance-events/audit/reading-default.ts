import type { StageContext } from '../../../pipeline/stage.ts';
import { utcTimes } from '../../audit/row-times.ts';
import type { InstanceEventsOptions } from '../options.ts';
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
      const instance = asOf(start ?? finish ?? Number.POSITIVE_INFINITY, versions);
      return takesOwner(instance[0], instance[1]) ? instance : undefined;
    },
  };
}

/** As it was then; where it was nowhere then, on the host that it got next. */
function asOf(time: number, versions: readonly InstanceVersion[]): InstanceFields {
  const since = versions.slice(
    Math.max(
      0,
      versions.findLastIndex(([from]) => from <= time),
    ),
  );
  const [, now = UNKNOWN] = since[0] ?? [];
  const [user, project, name, , , ...size] = now;
  const [, [, , , host, node] = now] = since.find(([, [, , , on]]) => on !== null) ?? [];
  return [user, project, name, host, node, ...size];
}
