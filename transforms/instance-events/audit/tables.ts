import type { TableNeed } from '../../../pipeline/stage.ts';

/** The audit tables that tell of instances, each with what is needed of its rows. */
const instances = {
  table: 'instances',
  columns: ['uuid', 'user_id', 'project_id', 'hostname', 'host', 'memory_mb', 'root_gb', 'vcpus'],
  // Havana and older knew no node; bare metal is told by it.
  optionalColumns: ['node'],
};
const actions = { table: 'instance_actions', columns: ['id', 'instance_uuid', 'created_at'] };
const events = {
  table: 'instance_actions_events',
  columns: ['id', 'action_id', 'event', 'start_time', 'finish_time', 'result'],
  optionalColumns: ['host'],
};

/** Nova's cells are often not audited one and all: of several databases only the first must be there. */
export const auditNeeds = (databases: readonly string[]): TableNeed[] =>
  databases.flatMap((database, i) =>
    [instances, actions, events].map((table) => ({ ...table, database, ...(i > 0 && { optional: true }) })),
  );
