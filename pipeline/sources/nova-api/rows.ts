import type { InstanceEventsColumn } from '../../nova/instance-events-view.ts';
import type { Action, ActionEvent } from './actions.ts';
import type { Flavor } from './flavors.ts';
import type { Server } from './servers.ts';

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?$/;

/** A time of the API as MySQL spells it, without a fraction that is zero; null for anything else. */
export function toDatetime(time: string | null): string | null {
  const [, day, clock, fraction] = TIME.exec(time ?? '') ?? [];
  if (day === undefined) return null;
  return Number(fraction ?? 0) === 0 ? `${day} ${clock}` : `${day} ${clock}.${fraction}`;
}

/** A row of the view of instance events. */
export function toRow(
  server: Server,
  action: Action,
  event: ActionEvent,
  flavor: Flavor,
): Readonly<Record<InstanceEventsColumn, string | null>> {
  return {
    event_id: null,
    event: event.event,
    start_time: toDatetime(event.start),
    finish_time: toDatetime(event.finish),
    result: event.result,
    event_host: event.host,
    action_id: null,
    request_id: action.requestId,
    action_created_at: toDatetime(action.start),
    instance_uuid: server.id,
    user_id: server.user,
    project_id: server.project,
    instance_name: server.name,
    host: server.host,
    node: server.hypervisor,
    memory_mb: spell(flavor.memoryMb),
    root_gb: spell(flavor.rootGb),
    vcpus: spell(flavor.vcpus),
  };
}

const spell = (count: number | null): string | null => (count === null ? null : String(count));
