/** Whatever happens in a cloud, its backups give every event that any of them shows, once, and as it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventCloud, type Release } from '../../../fixtures/index.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import { expectedEvents as expected } from '../../support/instance-truth.ts';
import { backupsOf, type Told, tell } from '../../support/instances.ts';

const EVERYBODY = { databases: ['nova_cell0', 'nova', 'nova_cell2'], exclude_users: [], exclude_projects: [] };

const invented = (seed: number, release: Release = 'zed') =>
  inventCloud({ seed, release, hosts: 5, instances: 25, cells: 2, snapshots: 6 });

const shown = (records: readonly DataRecord[]) =>
  records.map(({ START_SEC, FINISH_SEC, EVENT_DURATION, ...record }) => record);

const sparse = fc.record({
  seed: fc.nat(50),
  which: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
});

describe('backups of invented clouds', () => {
  it.each(['zed', 'pike'] as const)('any choice of backups gives their union (%s)', async (release) => {
    await fc.assert(
      fc.asyncProperty(sparse, async ({ seed, which }) => {
        const cloud = invented(seed, release);
        const times = which.map((i) => cloud.snapshots[i]!);
        const records = await tell(EVERYBODY, backupsOf(cloud, times, EVERYBODY));
        expect(shown(records)).toEqual(expected(cloud, times));
      }),
      { numRuns: 12 },
    );
  });

  it('without the shadow tables, what has been archived before the first backup is not told', async () => {
    const cloud = invented(3);
    const times = [cloud.snapshots[3]!];
    const options = { ...EVERYBODY, shadow_tables: false };
    const [all, live] = [expected(cloud, times), expected(cloud, times, { shadow: false })];
    expect(live.length).toBeLessThan(all.length);
    expect(shown(await tell(options, backupsOf(cloud, times, options)))).toEqual(live);
    expect(shown(await tell(EVERYBODY, backupsOf(cloud, times, EVERYBODY)))).toEqual(all);
  });

  it('Star Compactor tells what it would have told of any of the backups', async () => {
    const cloud = invented(4, 'pike');
    const options = { ...EVERYBODY, semantics: 'starcompactor' };
    const records = await tell(options, backupsOf(cloud, cloud.snapshots, options));
    const finished = expected(cloud, cloud.snapshots, { shadow: false }).filter(
      ({ FINISH_TIME }) => FINISH_TIME !== null,
    );
    const key = ({ INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME }: Partial<DataRecord>) =>
      [INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME].join(' ');
    expect(records.map(key)).toEqual(finished.map(key));
  });
});

describe('the order in which rows are read', () => {
  /** Batches of all snapshots in any order that keeps that of each snapshot. */
  const interleaved = (told: readonly Told[], picks: readonly number[]): Told[] => {
    const rest = new Map<number, Told[]>();
    for (const one of told) rest.set(one.snapshot, [...(rest.get(one.snapshot) ?? []), one]);
    const mixed: Told[] = [];
    for (let i = 0; rest.size > 0; i++) {
      const snapshot = [...rest.keys()][picks[i % picks.length]! % rest.size]!;
      const own = rest.get(snapshot)!;
      mixed.push(own.shift()!);
      if (own.length === 0) rest.delete(snapshot);
    }
    return mixed;
  };

  it('makes no difference, nor does the size of the batches', async () => {
    const cloud = invented(5);
    const whole = await tell(EVERYBODY, backupsOf(cloud, cloud.snapshots, EVERYBODY));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 90 }),
        async (picks, size) => {
          const told = interleaved(backupsOf(cloud, cloud.snapshots, EVERYBODY, size), picks);
          expect(await tell(EVERYBODY, told)).toEqual(whole);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('rows that have not changed may be left out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.infiniteStream(fc.boolean()), async (seed, leftOut) => {
        const cloud = invented(seed, 'pike');
        const told = backupsOf(cloud, cloud.snapshots, EVERYBODY);
        const last = new Map<string, string>();
        const changed = told.map(({ snapshot, batch }) => ({
          snapshot,
          batch: {
            ...batch,
            rows: batch.rows.filter((row) => {
              const key = JSON.stringify([batch.database, batch.table, row[0]]);
              const content = JSON.stringify(row);
              const same = last.get(key) === content;
              last.set(key, content);
              return !(same && leftOut.next().value);
            }),
          },
        }));
        expect(await tell(EVERYBODY, changed)).toEqual(await tell(EVERYBODY, told));
      }),
      { numRuns: 10 },
    );
  });

  it('a backup that was not read wholly is as good as none', async () => {
    const cloud = invented(6);
    const [first, second, third] = cloud.snapshots as [number, number, number];
    const all = backupsOf(cloud, [first, second, third], EVERYBODY);
    const without = all.filter(({ snapshot }) => snapshot !== 1);
    expect(await tell(EVERYBODY, all, { complete: [0, 2] })).toEqual(await tell(EVERYBODY, without));
    expect(await tell(EVERYBODY, all, { complete: [] })).toEqual([]);
  });
});
