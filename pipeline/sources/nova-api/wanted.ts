import { ExitCode, PipelineError } from '../../errors.ts';
import { parseMysqlDatetime } from '../../formats/mysql-datetime.ts';
import {
  INSTANCE_EVENTS_COLUMNS,
  INSTANCE_EVENTS_VIEW,
  type InstanceEventsColumn,
  type InstanceEventsWhere,
} from '../../nova/instance-events-view.ts';
import type { TableNeed, TablesRequest } from '../../stage.ts';
import type { Server } from './servers.ts';

/** What the stages below want, as far as it spares requests: they look at every row again. */
export interface Wanted {
  /** Each once. */
  readonly databases: readonly string[];
  readonly columns: readonly InstanceEventsColumn[];
  excludes(server: Pick<Server, 'user' | 'project'>): boolean;
  /** Is an action that began then wanted? */
  includes(start: string | null): boolean;
}

/** @throws PipelineError when a stage needs what the API cannot give. */
export function whatIsWanted({ needs, views }: TablesRequest): Wanted {
  const known = views.filter(({ view }) => view === INSTANCE_EVENTS_VIEW);
  const covered = new Set(known.flatMap(({ insteadOf }) => insteadOf.map(nameOf)));
  const missing = [...needs, ...views.filter((view) => !known.includes(view)).flatMap(({ insteadOf }) => insteadOf)]
    .map(nameOf)
    .filter((name) => !covered.has(name));
  if (missing.length > 0 || known.length === 0) throw onlyInstanceEvents(missing);

  const wheres = known.map(({ where }) => where as unknown as InstanceEventsWhere);
  const every = (excluded: (where: InstanceEventsWhere) => boolean): boolean => wheres.every(excluded);
  return {
    databases: [...new Set(known.map(({ database }) => database))],
    columns: INSTANCE_EVENTS_COLUMNS.filter((column) => known.some(({ columns }) => columns.includes(column))),
    excludes: ({ user, project }) =>
      every(
        ({ excludeUsers, excludeProjects }) =>
          (user !== null && excludeUsers.includes(user)) || (project !== null && excludeProjects.includes(project)),
      ),
    includes(start) {
      const time = start === null ? null : parseMysqlDatetime(start);
      // What has no time is for the stage below to judge.
      return time === null || !every(({ start: from, end }) => time < (from ?? -Infinity) || time > (end ?? Infinity));
    },
  };
}

const nameOf = ({ database, table }: TableNeed): string => `${database}.${table}`;

function onlyInstanceEvents(missing: readonly string[]): PipelineError {
  const found = missing.length === 0 ? 'none' : `tables: ${missing.slice(0, 5).join(', ')}`;
  return new PipelineError(
    'only-instance-events',
    ExitCode.badPipeline,
    `expected instance-events below nova-api, found ${found}`,
    {
      hint: 'the API shows the events of instances only; machine-events needs nova-db or backups',
    },
  );
}
