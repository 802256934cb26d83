import type { StageContext } from '../../../pipeline/stage.ts';
import { timesAsWritten } from '../../audit/row-times.ts';
import type { InstanceEventsOptions } from '../options.ts';
import { windowFilter } from '../wanted.ts';
import type { Reading } from './join.ts';

/** Star Compactor looks at INSERT rows alone, and of several of one id at the first, in the order of the files. */
export function readLikeStarCompactor(options: InstanceEventsOptions, context: StageContext): Reading {
  const isExcluded = (names: readonly string[], name: string | null | undefined) =>
    name != null && names.includes(name);
  return {
    times: timesAsWritten(context),
    takes: ({ type }) => type === 'INSERT',
    takesInstance: ({ data }) =>
      !isExcluded(options.exclude_users, data.user_id) && !isExcluded(options.exclude_projects, data.project_id),
    order: () => 0,
    takesAction: windowFilter(options),
    told: (rows) => rows.filter(([, , finish]) => finish !== null),
    instanceOf: (_event, versions) => versions[0]?.[1],
  };
}
