/** Whatever happens to leases, the stage tells what the backups show, when it happened, and nothing else. */
import { describe, expect, it } from 'vitest';
import {
  type BlazarSchema,
  databasesAt,
  inventCloud,
  LEASE_LAG,
  type Lease,
  type LeaseEvent,
  leaseStateAt,
  type Micros,
  type SqlValue,
  sqlTime,
  type TableRows,
  trueLeaseEvents,
} from '../../../fixtures/index.ts';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../../pipeline/records/record-type.ts';
import type { RowBatch } from '../../../pipeline/stage.ts';
import { groupBy } from '../../../transforms/rows/group-by.ts';
import { findLeases } from '../../support/leases.ts';
import { START } from '../../support/machines.ts';

const SCHEMAS: Readonly<Record<string, BlazarSchema | undefined>> = {
  'soft deletion': { names: 'property_id', softDelete: true },
  'hard deletion': { names: 'capability_name', softDelete: false },
  'all schemas in turn': undefined,
};
const SEEDS = [1, 2, 3, 4, 5, 6];

const batchOf = ({ table, rows }: TableRows): RowBatch => {
  const columns = table.columns.map(({ name }) => name);
  const text = (value: SqlValue | undefined, kind: string) =>
    value === null || value === undefined ? null : kind === 'time' ? sqlTime(value as number) : String(value);
  return {
    database: 'blazar',
    table: table.name,
    columns,
    rows: [...rows].map((row) => table.columns.map(({ name, kind }) => text(row[name], kind))),
  };
};

async function live(seed: number, blazar: BlazarSchema | undefined) {
  const cloud = inventCloud({ seed, hosts: 1, nodes: 8, instances: 1, leases: 25, ...(blazar && { blazar }) });
  const backups = cloud.snapshots.map((time) => ({
    time: (time - START) / 1e6,
    tables: databasesAt(cloud.history, time)
      .find(({ name }) => name === 'blazar')!
      .tables.map(batchOf),
  }));
  const { records } = await findLeases(backups);
  return { ...cloud.history, told: groupBy(records, ({ LEASE_ID }) => String(LEASE_ID)) };
}
type Life = Awaited<ReturnType<typeof live>>;

const timeOf = ({ EVENT_TIME }: DataRecord): Micros => Number(EVENT_TIME);

/** The state that a reader of the trace sees. */
function stateAt(records: readonly DataRecord[], time: Micros) {
  const past = records.filter((record) => timeOf(record) <= time);
  const last = past.at(-1);
  if (last === undefined || past.some(({ EVENT }) => EVENT === 'DELETE')) return undefined;
  const hosts = past.reduce((open: string[], { EVENT, [HOST_NAME]: host }) => {
    if (EVENT === 'RELEASE') open.splice(open.indexOf(String(host)), 1);
    if (EVENT === 'ALLOCATE') open.push(String(host));
    return open;
  }, []);
  expect((last.PROPERTIES as Properties).hosts ?? 0).toBe(hosts.length);
  return { status: last.STATUS, plan: { start: last.START_TIME, end: last.END_TIME }, hosts: hosts.sort() };
}

const CASES = Object.keys(SCHEMAS).flatMap((schema) => SEEDS.map((seed) => ({ schema, seed })));

describe.each(CASES)('$schema, cloud $seed', ({ schema, seed }) => {
  let life: Life;
  it('has leases', async () => {
    life = await live(seed, SCHEMAS[schema]);
    expect(life.told.size).toBeGreaterThan(3);
  });

  it('the trace says at every backup what the backup shows', () => {
    for (const lease of life.leases) {
      const records = life.told.get(lease.id) ?? [];
      for (const time of life.snapshots) {
        // What is due is told as done before Blazar has done it.
        if ([lease.startDue, lease.endDue].some((due) => due !== undefined && due <= time && time < due + LEASE_LAG))
          continue;
        expect({ time, ...stateAt(records, time) }).toEqual({ time, ...leaseStateAt(lease, time) });
      }
    }
  });

  it('each event tells what happened after the backup before it, and not after its time', () => {
    const truth = groupBy(trueLeaseEvents(life), ({ lease }) => lease);
    for (const lease of life.leases.filter((one) => !hidesReplacement(one, life.snapshots))) {
      for (const record of life.told.get(lease.id) ?? []) {
        const happened = (event: LeaseEvent) => event.event === record.EVENT && event.host === record[HOST_NAME];
        const times = (truth.get(lease.id) ?? []).filter(happened).map(({ time }) => time);
        const told = timeOf(record);
        const before = life.snapshots.findLast((snapshot) => snapshot < told) ?? Number.NEGATIVE_INFINITY;
        // Where no row tells when a host was released, it was with the end of its lease: a moment after that was due.
        const late = record.EVENT === 'RELEASE' ? LEASE_LAG : 0;
        const meant = times.filter((time) => before < time && time - late <= told);
        expect({ event: record.EVENT, told, meant }).not.toMatchObject({ meant: [] });
        if (isExact(record, schema)) expect(times).toContain(told);
      }
    }
  });
});

/** Was a node replaced that no backup shows in its place? Its row then tells nothing of it. */
const hidesReplacement = ({ allocations, allocated }: Lease, snapshots: readonly Micros[]): boolean =>
  allocations.some(({ node }) =>
    node.changes
      .slice(1)
      .some(({ at }) => !snapshots.some((time) => at <= time && time < (endOf(allocated) ?? Number.POSITIVE_INFINITY))),
  );

const endOf = ({ deletedAt, removedAt }: Lease['allocated']): Micros | undefined => deletedAt ?? removedAt;

/** Does a row tell when it happened? */
function isExact({ EVENT }: DataRecord, schema: string): boolean {
  if (EVENT === 'CREATE' || EVENT === 'START' || EVENT === 'ERROR') return true;
  return schema === 'soft deletion' && (EVENT === 'END' || EVENT === 'DELETE');
}
