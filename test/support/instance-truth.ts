import type { Cloud, InstanceEvent } from '../../fixtures/index.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';

/** The times at which backups show the event, hence its instance. */
const showing = (cloud: Cloud, times: readonly number[], { instance, eventId }: InstanceEvent) =>
  times.filter((time) =>
    cloud.revealedInstanceEvents([time]).some((one) => one.instance === instance && one.eventId === eventId),
  );

/** Where it was, by the rule: as the first backup shows it that shows it finished, else the nearest known place. */
function hostThen(cloud: Cloud, times: readonly number[], event: InstanceEvent): string | null {
  if (event.ownHost) return event.host;
  const shown = showing(cloud, times, event);
  const finished = shown.find((time) => event.finish !== null && event.finish <= time) ?? shown[0]!;
  const instance = cloud.history.instances.find(({ uuid }) => uuid === event.instance)!;
  const held = times.filter((time) => time >= instance.createdAt && time <= shown.at(-1)!);
  const places = held.map((time) => instance.hypervisor.at(time)?.service.host ?? null);
  const then = held.indexOf(finished);
  return (
    places.slice(then).find((host) => host !== null) ?? places.slice(0, then).findLast((host) => host !== null) ?? null
  );
}

/** What `instance-events` has to find in backups made at these times, in order; without the columns that follow from others. */
export const expectedEvents = (cloud: Cloud, times: readonly number[], options: { shadow?: boolean } = {}) =>
  cloud.revealedInstanceEvents(times, options).map((event) => ({
    INSTANCE_UUID: event.instance,
    EVENT: event.event,
    START_TIME: event.start,
    FINISH_TIME: event.finish,
    RESULT: event.result,
    INSTANCE_NAME: event.name,
    USER_ID: event.user,
    PROJECT_ID: event.project,
    [HOST_NAME]: hostThen(cloud, times, event),
    PROPERTIES: event.properties,
  }));
