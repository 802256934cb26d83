import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../pipeline/records/record-type.ts';
import type { InstanceEventsOptions } from './options.ts';

/** An event with its instance. */
export interface JoinedEvent {
  readonly instance: string;
  readonly event: string | null;
  /** Microseconds since 1970 UTC; null when the row tells none. */
  readonly start: number | null;
  readonly finish: number | null;
  readonly result: string | null;
  readonly name: string | null;
  readonly user: string | null;
  readonly project: string | null;
  readonly host: string | null;
  /** {@link sizeOf} the instance; null when nothing is known of it. */
  readonly size: Properties | null;
}

/** Of what is kept; others are only made anew. */
const MOST_SIZES = 10_000;

export type RecordMaker = (event: JoinedEvent) => DataRecord;

type SizeOf = (memoryMb: string | null, rootGb: string | null, vcpus: string | null) => Properties;

/** The size of an instance, from the text of its row's columns. */
export const sizeOf: SizeOf = (memoryMb, rootGb, vcpus) => ({
  memory_mb: numberOf(memoryMb),
  root_gb: numberOf(rootGb),
  vcpus: numberOf(vcpus),
});

/** {@link sizeOf}, one object for all that are of one size: there are few flavors, and whoever meets one again knows it. */
export function sizes(): SizeOf {
  const known = new Map<string, Properties>();
  let [lastMemory, lastRoot, lastVcpus]: (string | null | undefined)[] = [];
  let last: Properties | undefined;
  return (memoryMb, rootGb, vcpus) => {
    if (last !== undefined && memoryMb === lastMemory && rootGb === lastRoot && vcpus === lastVcpus) return last;
    const key = `${memoryMb} ${rootGb} ${vcpus}`;
    last = known.get(key);
    if (last === undefined) {
      last = sizeOf(memoryMb, rootGb, vcpus);
      if (known.size >= MOST_SIZES) known.clear();
      known.set(key, last);
    }
    [lastMemory, lastRoot, lastVcpus] = [memoryMb, rootGb, vcpus];
    return last;
  };
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

/**
 * Makes the record of an event.
 *
 * @param epoch microseconds since 1970 UTC: the zero of the `*_SEC` columns.
 */
export function recordMaker(
  { cloud, semantics }: Pick<InstanceEventsOptions, 'cloud' | 'semantics'>,
  epoch: number,
): RecordMaker {
  const vm = cloud === 'vm';
  // Star Compactor's masks turn NULL into an empty text.
  const nothing = semantics === 'starcompactor' ? '' : null;
  return ({ instance, event, start, finish, result, name, user, project, host, size }) => {
    const record: DataRecord = {
      INSTANCE_UUID: instance,
      EVENT: event,
      START_TIME: start,
      START_SEC: start === null ? null : (start - epoch) / 1_000_000,
      FINISH_TIME: finish,
      FINISH_SEC: finish === null ? null : (finish - epoch) / 1_000_000,
      EVENT_DURATION: start === null || finish === null ? null : (finish - start) / 1_000_000,
      RESULT: result,
      INSTANCE_NAME: name ?? nothing,
      USER_ID: user ?? nothing,
      PROJECT_ID: project ?? nothing,
      [HOST_NAME]: host ?? nothing,
      PROPERTIES: vm ? size : {},
    };
    // The dialect of Star Compactor writes the size of a bare-metal instance beside the columns.
    return vm ? record : Object.assign(record, size);
  };
}
