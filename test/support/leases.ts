/** Backups of Blazar written down as a few rows, and the lease events found in them as a few words. Times are seconds from START. */

import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RowBatch, Snapshot } from '../../pipeline/stage.ts';
import { leaseEventsOptions } from '../../transforms/lease-events/options.ts';
import type { LeaseState } from '../../transforms/lease-events/state.ts';
import leaseEvents from '../../transforms/lease-events.ts';
import { collect } from './collect.ts';
import { type Backup, clock, type Fields, type Found, START, table } from './machines.ts';
import { memoryContext } from './run-context.ts';

const TIMES = /^(start_date|end_date|time)$/;

/** What makes a table of rows, each with these fields unless they are given; columns that are undefined are not there. */
function rows(name: string, defaults: Fields) {
  return (...given: readonly Fields[]): RowBatch => {
    const all = given.map((fields) => {
      const entries = Object.entries({ ...defaults, ...fields }).filter(([, value]) => value !== undefined);
      return Object.fromEntries(
        entries.map(([column, value]) => [
          column,
          typeof value === 'number' && TIMES.test(column) ? clock(value) : value,
        ]),
      );
    });
    return table('blazar', name, all, all.length > 0 ? undefined : Object.keys(defaults));
  };
}

/** Lease `l` from 10 to 20, made at 1. */
export const lease = rows('leases', {
  id: 'l',
  user_id: 'u',
  project_id: 'p',
  start_date: 10,
  end_date: 20,
  created_at: 1,
  updated_at: null,
  status: 'PENDING',
  deleted: null,
  deleted_at: null,
});
export const reservation = rows('reservations', {
  id: 'r',
  lease_id: 'l',
  resource_type: 'physical:host',
  created_at: 1,
  updated_at: null,
  deleted: null,
  deleted_at: null,
});
export const step = rows('events', { id: 's', lease_id: 'l', event_type: 'start_lease', time: 10, status: 'DONE' });
export const ended = { id: 'e', event_type: 'end_lease', time: 20 };
export const hostReservation = rows('computehost_reservations', {
  id: 'h',
  reservation_id: 'r',
  count_range: '1-2',
  resource_properties: '',
  updated_at: null,
});
/** Host `b` of node `n` for reservation `r`. */
export const allocation = rows('computehost_allocations', {
  id: 'a',
  compute_host_id: 'b',
  reservation_id: 'r',
  created_at: 2,
  updated_at: null,
  deleted: null,
  deleted_at: null,
});
export const host = rows('computehosts', { id: 'b', hypervisor_hostname: 'n' });
export const details = (name: string, ...given: readonly Fields[]): RowBatch =>
  rows(name, { id: 'd', reservation_id: 'r', updated_at: null })(...given);

/** The tables that are always there, empty where they are not given. */
export function backup(time: number, ...given: readonly RowBatch[]): Backup {
  const empty = [lease(), reservation(), step(), hostReservation(), allocation(), host({})];
  const missing = empty.filter(({ table: name }) => given.every((batch) => batch.table !== name));
  return { time, tables: [...missing, ...given] };
}

/** Runs the stage over backups, as the engine would. */
export async function findLeases(backups: readonly Backup[], context = memoryContext(START)): Promise<Found> {
  const options = leaseEventsOptions.parse({});
  const folder = leaseEvents.fold(options, context);
  let previous: { state: LeaseState; snapshot: Snapshot } | undefined;
  for (const [index, { time, tables }] of backups.entries()) {
    const snapshot = { index, time: START + time * 1e6, name: `backup ${index}` };
    const mapper = leaseEvents.map(options, context);
    for (const batch of tables) mapper.add(batch);
    const next = { state: structuredClone(mapper.finish()), snapshot };
    await folder.add(structuredClone(leaseEvents.compare(previous, next, options)), snapshot);
    previous = next;
  }
  return { records: (await collect(folder.finish())).flat(), context };
}

/** The events found, as lines of `seconds EVENT host`. */
export async function leaseLines(...backups: readonly Backup[]): Promise<string[]> {
  return (await findLeases(backups)).records.map(lineOf);
}

const lineOf = ({ EVENT_TIME_SEC, EVENT, [HOST_NAME]: name }: DataRecord): string =>
  `${EVENT_TIME_SEC} ${EVENT}${name === null ? '' : ` ${name}`}`;
