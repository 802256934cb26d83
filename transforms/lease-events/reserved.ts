import type { Properties } from '../../pipeline/records/record-type.ts';
import { groupBy } from '../rows/group-by.ts';
import type { Row, TableRows } from '../rows/table-rows.ts';
import { askedFor } from './conditions.ts';
import type { LeaseTables } from './tables.ts';

/** What one reservation is for, and when this was last written. */
interface Part {
  readonly reserved: Properties;
  readonly written: number | null;
}

export interface Reservation {
  readonly id: string;
  readonly type: string | null;
}

/** What puts together all that the reservations of a lease are for. */
export function reservedBy(tables: LeaseTables): (reservations: readonly Reservation[]) => Part {
  const parts = partsByReservation(tables);
  return (reservations) => {
    const own = reservations.flatMap(({ id }) => parts.get(id) ?? []);
    const networks = reservations.filter(({ type }) => type === 'network').length;
    if (networks > 0) own.push({ reserved: { networks }, written: null });
    return { reserved: sum(own.map(({ reserved }) => reserved)), written: latest(own.map(({ written }) => written)) };
  };
}

function partsByReservation(tables: LeaseTables): Map<string | null, Part[]> {
  const { hostReservations, instanceReservations, floatingIpReservations, deviceReservations } = tables;
  const conditions = hostReservations.text('resource_properties');
  const amount = instanceReservations.number('amount');
  const sizes = (['vcpus', 'memory_mb', 'disk_gb'] as const).map(
    (name) => [name, instanceReservations.number(name)] as const,
  );
  const addresses = floatingIpReservations.number('amount');
  return groupBy(
    [
      ...partsOf(hostReservations, (row) => ({
        ...countRange('hosts', hostReservations.text('count_range')(row)),
        node_type: askedFor('node_type', conditions(row)) ?? null,
      })),
      ...partsOf(instanceReservations, (row) => ({
        instances: amount(row),
        ...Object.fromEntries(sizes.map(([name, of]) => [name, times(amount(row), of(row))])),
      })),
      ...partsOf(floatingIpReservations, (row) => ({ floating_ips: addresses(row) })),
      ...partsOf(deviceReservations, (row) => countRange('devices', deviceReservations.text('count_range')(row))),
    ],
    ({ reservation }) => reservation,
  );
}

type DetailColumn = 'id' | 'reservation_id' | 'updated_at';

function partsOf<C extends string>(table: TableRows<C | DetailColumn>, reservedOf: (row: Row) => Properties) {
  const [reservation, updated] = [table.text('reservation_id'), table.time('updated_at')];
  return table
    .inIdOrder()
    .map((row) => ({ reservation: reservation(row), reserved: reservedOf(row), written: updated(row) }));
}

/** `1-3` hosts; a single number is both. */
function countRange(what: string, range: string | null): Properties {
  const [, least, most = least] = /^(\d+)(?:-(\d+))?$/.exec(range ?? '') ?? [];
  return least === undefined ? {} : { [`${what}_min`]: Number(least), [`${what}_max`]: Number(most) };
}

const times = (amount: number | null, size: number | null): number | null =>
  amount === null || size === null ? null : amount * size;

/** Numbers are added up, and texts listed, each once. */
function sum(parts: readonly Properties[]): Properties {
  const total: Properties = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const known = total[name] ?? null;
    if (value === null) continue;
    if (typeof value === 'number') total[name] = Number(known) + value;
    else total[name] = [...new Set([...(known === null ? [] : String(known).split(' ')), value])].sort().join(' ');
  }
  return total;
}

export function latest(times: readonly (number | null)[]): number | null {
  return times.reduce((a, b) => (a === null || b === null ? (a ?? b) : Math.max(a, b)), null);
}
