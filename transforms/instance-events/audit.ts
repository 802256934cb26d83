import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import type { AuditPart } from '../../pipeline/stage.ts';
import type { EventFields, InstanceFields } from './audit/items.ts';
import { AuditJoin } from './audit/join.ts';
import { readAll } from './audit/reading-default.ts';
import { readLikeStarCompactor } from './audit/reading-starcompactor.ts';
import { auditNeeds } from './audit/tables.ts';
import type { InstanceEventsOptions } from './options.ts';
import { recordMaker, sizeOf } from './record.ts';

/** Finds instance events in audit tables. */
export const instanceAudit: AuditPart<InstanceEventsOptions> = {
  gives: ({ cloud }) => instanceEventType({ cloud, origin: 'audit' }),
  needs: ({ databases }) => auditNeeds(databases.nova),
  fold(options, context) {
    const read = options.semantics === 'starcompactor' ? readLikeStarCompactor : readAll;
    const join = new AuditJoin(read(options, context), context);
    return {
      add: (batch) => join.add(batch),
      async *finish() {
        const toRecord = recordMaker(options, context.epoch);
        for await (const found of join.found()) {
          yield found.map(({ uuid, event: [event, start, finish, result, ownHost], instance }) => {
            const [user, project, name, , , memory, disk, vcpus] = instance;
            const size = sizeOf(memory, disk, vcpus);
            const host = hostOf(options, event, ownHost, instance);
            return toRecord({ instance: uuid, event, start, finish, result, name, user, project, host, size });
          });
        }
      },
    };
  },
};

/** What nova-compute does it tells with its own host; the steps of other services name the controller they ran on. */
function hostOf(
  { cloud, semantics }: InstanceEventsOptions,
  event: EventFields[0],
  own: EventFields[4],
  [, , , host, node]: InstanceFields,
): string | null {
  if (semantics === 'starcompactor') return cloud === 'vm' ? (own ?? host) : (node ?? own ?? host);
  if (cloud === 'baremetal') return node;
  return event?.startsWith('compute_') ? (own ?? host) : host;
}
