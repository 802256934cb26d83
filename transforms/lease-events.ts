import { leaseEventType } from '../pipeline/records/lease-event.ts';
import { defineStage } from '../pipeline/stage.ts';
import { compareStates } from './lease-events/compare.ts';
import { foldLeases } from './lease-events/fold.ts';
import type { LeaseEventsOptions } from './lease-events/options.ts';
import { readLeases } from './lease-events/read-leases.ts';
import type { LeaseState } from './lease-events/state.ts';
import { leaseNeeds, newLeaseTables } from './lease-events/tables.ts';

const blazarOf = ({ databases }: LeaseEventsOptions): string => databases.blazar as string;

export default defineStage({
  name: 'lease-events',
  kind: 'transform',
  role: 'snapshots',
  takes: 'rows',
  summary: "Finds out from Blazar's tables who reserved what for when, and what became of it.",
  description: `\
| event | when | what it tells |
|---|---|---|
| \`CREATE\` | exactly | the lease was made |
| \`ALLOCATE\`, \`RELEASE\` | exactly, where a row tells it | a host was set aside for it, was given back |
| \`UPDATE\` | at or after the change | its times or what it reserves are other than they were |
| \`START\` | when it was due | it began |
| \`ERROR\` | when it was due, else at or after it | it could not be begun or ended |
| \`END\` | when it was due, or when it was deleted before | it ended, having begun |
| \`DELETE\` | exactly, where Blazar soft-deletes; else at the first backup without it | it was deleted |

Names of leases are not read. What is reserved are the PROPERTIES; hosts have the names that they have in machine events. See
docs/lease-events.md.`,
  options: async () => (await import('./lease-events/options.ts')).leaseEventsOptions,
  example: `\
- lease-events:
    databases: { blazar: blazar }`,
  gives: () => leaseEventType,
  needs: (chosen) => leaseNeeds(blazarOf(chosen)),
  map(chosen, context) {
    const tables = newLeaseTables(blazarOf(chosen));
    return {
      add: (batch) => tables.add(batch),
      finish: (): LeaseState => readLeases(tables, context),
    };
  },
  compare: compareStates,
  fold: (_chosen, context) => foldLeases(context),
});
