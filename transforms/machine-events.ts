import { machineEventType } from '../pipeline/records/machine-event.ts';
import type { Properties, Property } from '../pipeline/records/record-type.ts';
import { defineStage, type RunContext, type SnapshotFolder } from '../pipeline/stage.ts';
import { auditNeeds } from './machine-events/audit/tables.ts';
import { foldAudit } from './machine-events/audit.ts';
import { baremetal } from './machine-events/baremetal.ts';
import { compareStates } from './machine-events/compare.ts';
import { foldChanges } from './machine-events/fold.ts';
import type { MachineEventsOptions } from './machine-events/options.ts';
import type { MachineChange } from './machine-events/state.ts';
import { vm } from './machine-events/vm.ts';
import { walk } from './machine-events/walk-default.ts';
import { walkLikeStarCompactor } from './machine-events/walk-starcompactor.ts';

const cloudOf = ({ cloud }: MachineEventsOptions) => (cloud === 'vm' ? vm : baremetal);

/** Star Compactor gives a deleted machine a rack all the same: none. */
const noRack = (properties: readonly Property[]): Properties =>
  Object.fromEntries(properties.filter(({ sensitivity }) => sensitivity === 'ordered').map(({ name }) => [name, null]));

export default defineStage({
  name: 'machine-events',
  kind: 'transform',
  role: 'snapshots',
  takes: 'rows',
  summary: 'Finds out from backups or audit tables when machines came, went, changed, and were taken out of service.',
  description: `\
A backup shows which machines a cloud has, in which state they are, and when each row was created, last written and soft-deleted. From
a row of backups follow these events:

| event | when | what it tells |
|---|---|---|
| \`CREATE\` | exactly | the row of a machine was created |
| | at the first backup that shows it | a machine was away, and has returned |
| \`DELETE\` | exactly | its row was soft-deleted |
| | at the first backup without it | it is gone |
| \`ENABLE\`, \`DISABLE\` | at or after the change | the nova-compute service was enabled or disabled; the Ironic node left or entered maintenance |
| \`UPDATE\` | at or after the change | a property has another value |

Rows are written again and again, whether or not something has changed. So a state was there at the time of its event, and it began
after the backup before. A \`CREATE\` and a \`DELETE\` in one second mean, for a machine that exists, that it was created anew; for
any other, that it came and went.

**vm**: \`compute_nodes\` of every Nova database, each with the service \`nova-compute\` of its host; a node without one does not count.
**baremetal**: \`nodes\` of Ironic with the \`computehosts\` and capabilities of Blazar, in any of the three schemas that Blazar has had;
a host without any of the configured properties does not count. With \`databases: { blazar: null }\` Ironic's nodes alone.

After \`audit-parquet\` every change is told, at the time at which it was recorded: see docs/audit-tables.md.

Racks come out as they are; the stage \`mask\` numbers them.

How \`semantics: default\` and \`starcompactor\` differ is told in docs/differences-from-starcompactor.md.`,
  options: async () => (await import('./machine-events/options.ts')).machineEventsOptions,
  example: `\
- machine-events:
    cloud: vm
    databases: [nova, nova_cell0]
    rack: { regex: '(\\w\\d{2})-(\\d{2})\\.', group: 1 }`,
  gives: (options) => machineEventType(cloudOf(options).properties(options)),
  needs: (options) => cloudOf(options).needs(options),
  map: (options, context) => cloudOf(options).map(options, context),
  compare: compareStates,
  fold: folderOf,
  audit: {
    needs: auditNeeds,
    fold: (options, context) => foldAudit(options, folderOf(options, context), context),
  },
});

function folderOf(options: MachineEventsOptions, context: RunContext): SnapshotFolder<MachineChange> {
  const cloud = cloudOf(options);
  const properties = cloud.properties(options);
  const original = options.semantics === 'starcompactor';
  return foldChanges(
    {
      properties,
      wanted: cloud.wanted(options),
      newWalk: original ? walkLikeStarCompactor : walk,
      ofDeleted: original ? noRack(properties) : null,
    },
    context,
  );
}
