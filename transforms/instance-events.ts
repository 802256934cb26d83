import { instanceEventType } from '../pipeline/records/instance-event.ts';
import { defineStage } from '../pipeline/stage.ts';
import { instanceAudit } from './instance-events/audit.ts';
import { directColumns, directRecords } from './instance-events/direct.ts';
import { foldHistory } from './instance-events/fold.ts';
import { instanceEventsNeeds, instanceEventsViews } from './instance-events/tables.ts';

export default defineStage({
  name: 'instance-events',
  kind: 'transform',
  role: 'history',
  takes: 'rows',
  summary: 'Tells what was done to instances, from backups, live databases, the API of Nova or audit tables.',
  description: `\
Nova keeps a row for each step of whatever is done to an instance. Each becomes a record: which instance, whose, which step, from
when until when, how it ended, and where. Many sources tell of one step: many backups, the live tables and those into which Nova archives,
every cell. It is told once, as the last one knows it, and stays in the trace when Nova has purged it since.

**vm**: the host is the one that the event's own row names (\`compute_…\` steps, since OpenStack Rocky), else the one that the instance
was on when the step was over, as far as the backups tell. PROPERTIES are the size of the instance.
**baremetal**: the host is the UUID of the Ironic node, as in machine events.

Steps that never finished have an empty finish (\`unfinished: drop\` leaves them out). Of instances that Nova has purged owner, name and size
are empty.

Counted: \`hosts-from-instance\`, \`events-of-purged-instances\`, \`events-without-action\` (they cannot be told, not even their instance is
known), \`null-times\`.

After \`audit-parquet\` the finishes that were recorded count, and what was archived since stays: see docs/audit-tables.md.

More in docs/instance-events.md. How \`semantics: default\` and \`starcompactor\` differ is told in docs/differences-from-starcompactor.md.`,
  options: async () => (await import('./instance-events/options.ts')).instanceEventsOptions,
  example: `\
- instance-events:
    cloud: vm
    databases: [nova, nova_cell0]
    start: 2024-01-01
    end: 2024-12-31
    exclude_projects: [admin, service]`,
  gives: ({ cloud }) => instanceEventType({ cloud, origin: 'database' }),
  needs: instanceEventsNeeds,
  views: instanceEventsViews,
  direct: directRecords,
  directColumns,
  fold: foldHistory,
  audit: instanceAudit,
});
