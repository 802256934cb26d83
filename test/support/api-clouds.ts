import { readFileSync } from 'node:fs';
import { decompress } from 'fzstd';
import { placeOf } from '../../fixtures/history/lifetime.ts';
import { type Cloud, type Instance, type Micros, sqlTime } from '../../fixtures/index.ts';
import { conformancePath } from './conformance.ts';
import type { ApiCloud } from './nova-api-server.ts';

type Json = Readonly<Record<string, unknown>>;

/** The cloud that a recorded crawl saw. */
export function recordedCloud(): ApiCloud {
  const text = Buffer.from(decompress(readFileSync(conformancePath('api/crawl.jsonl.zst')))).toString();
  const cloud: ApiCloud = { living: [], deleted: [], actions: new Map(), flavors: new Map() };
  const details = new Map<string, Json>();
  for (const { path, body } of text
    .trimEnd()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          path: string;
          body: { servers?: Json[]; instanceActions?: Json[]; instanceAction?: Json };
        },
    )) {
    const [, server] = /servers\/([^/?]+)/.exec(path) ?? [];
    if (server === 'detail') cloud[path.includes('deleted=1') ? 'deleted' : 'living'].push(...body.servers!);
    else if (body.instanceActions) cloud.actions.set(server!, body.instanceActions);
    else if (body.instanceAction) details.set(`${server} ${body.instanceAction.request_id}`, body.instanceAction);
  }
  for (const [server, actions] of cloud.actions) {
    cloud.actions.set(
      server,
      actions.map(({ request_id }) => details.get(`${server} ${request_id}`)!),
    );
  }
  return cloud;
}

const apiTime = (time: Micros): string => `${sqlTime(time).slice(0, 19).replace(' ', 'T')}.000000`;

/** An invented cloud as the API shows it at a moment: what is in the shadow tables by then is gone. */
export function inventedApi(cloud: Cloud, time: Micros): ApiCloud {
  const { instances, housekeeping, flavors } = cloud.history;
  const inPlace = (wanted: string): Instance[] =>
    instances.filter((instance) => placeOf(instance, time, housekeeping) === wanted).toReversed();
  const [living, deleted] = [inPlace('live'), inPlace('deleted')];
  return {
    living: living.map((instance) => serverOf(instance, time, 'ACTIVE')),
    deleted: deleted.map((instance) => serverOf(instance, time, 'DELETED')),
    actions: new Map([...living, ...deleted].map((instance) => [instance.uuid, actionsOf(instance, time)])),
    flavors: new Map(
      flavors.map(({ name, vcpus, memoryMb, rootGb }) => [name, { id: name, vcpus, ram: memoryMb, disk: rootGb }]),
    ),
  };
}

function serverOf(instance: Instance, time: Micros, status: string): Json {
  const hypervisor = instance.hypervisor.at(time);
  const { vcpus, memoryMb, rootGb, name } = instance.flavor.at(time);
  return {
    id: instance.uuid,
    name: instance.displayName,
    status,
    tenant_id: instance.owner.project.id,
    user_id: instance.owner.id,
    flavor: { vcpus, ram: memoryMb, disk: rootGb, ephemeral: 0, swap: 0, original_name: name, extra_specs: {} },
    'OS-EXT-SRV-ATTR:host': hypervisor?.service.host ?? null,
    'OS-EXT-SRV-ATTR:hypervisor_hostname': hypervisor?.name ?? null,
  };
}

function actionsOf(instance: Instance, time: Micros): Json[] {
  return instance.actions
    .filter(({ createdAt }) => createdAt <= time)
    .map((action) => ({
      action: action.action,
      instance_uuid: instance.uuid,
      request_id: action.requestId,
      user_id: action.by.id,
      project_id: action.by.project.id,
      start_time: apiTime(action.startedAt),
      message: null,
      events: action.events.filter(({ startedAt }) => startedAt <= time).map((event) => eventOf(event, time)),
    }))
    .toReversed();
}

function eventOf(
  { event, startedAt, finishedAt, failure, host }: Instance['actions'][0]['events'][0],
  time: Micros,
): Json {
  const finished = finishedAt !== null && finishedAt <= time;
  return {
    event,
    start_time: apiTime(startedAt),
    finish_time: finished ? apiTime(finishedAt) : null,
    result: finished ? (failure ? 'Error' : 'Success') : null,
    traceback: failure?.traceback ?? null,
    host,
    hostId: 'f00d',
    details: failure?.details ?? null,
  };
}
