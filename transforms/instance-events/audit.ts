import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import type { AuditPart, StageContext } from '../../pipeline/stage.ts';
import type { EventFields, InstanceFields } from './audit/items.ts';
import { AuditJoin } from './audit/join.ts';
import { readAll } from './audit/reading-default.ts';
import { readLikeStarCompactor } from './audit/reading-starcompactor.ts';
import { auditNeeds } from './audit/tables.ts';
import type { InstanceEventsOptions } from './options.ts';
import { recordMaker, sizeOf } from './record.ts';
import { COUNTERS, hasOwnHost } from './tell.ts';

/** Finds instance events in audit tables. */
export const instanceAudit: AuditPart<InstanceEventsOptions> = {
  gives: ({ cloud }) => instanceEventType({ cloud, origin: 'audit' }),
  needs: ({ databases }) => auditNeeds(databases.nova),
  fold(options, context) {
    const original = options.semantics === 'starcompactor';
    const join = new AuditJoin((original ? readLikeStarCompactor : readAll)(options, context), context);
    const hostOf = original ? hostLikeStarCompactor : options.cloud === 'baremetal' ? nodeOf : hypervisorOf;
    return {
      add: (batch) => join.add(batch),
      async *finish() {
        const toRecord = recordMaker(options, context.epoch);
        for await (const found of join.found()) {
          yield found.map(({ uuid, event, instance }) => {
            const [name, start, finish, result] = event;
            const [user, project, hostname, , , memory, disk, vcpus] = instance;
            const size = sizeOf(memory, disk, vcpus);
            const host = hostOf(event, instance, options, context);
            return toRecord({
              instance: uuid,
              event: name,
              start,
              finish,
              result,
              name: hostname,
              user,
              project,
              host,
              size,
            });
          });
        }
      },
    };
  },
};

type HostOf = (
  event: EventFields,
  instance: InstanceFields,
  options: InstanceEventsOptions,
  context: StageContext,
) => string | null;

const nodeOf: HostOf = (_, [, , , , node]) => node;

const hypervisorOf: HostOf = ([event, , , , own], [, , , host], _, context) => {
  if (own !== null && hasOwnHost(event)) return own;
  if (host !== null) context.count(COUNTERS.instanceHosts);
  return host;
};

const hostLikeStarCompactor: HostOf = ([, , , , own], [, , , host, node], { cloud }) =>
  cloud === 'vm' ? (own ?? host) : (node ?? own ?? host);
