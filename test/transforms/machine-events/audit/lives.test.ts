import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../../pipeline/stage.ts';
import { utcTimes } from '../../../../transforms/audit/row-times.ts';
import { EVER, type LifeTable, Lives } from '../../../../transforms/machine-events/audit/lives.ts';
import { collect } from '../../../support/collect.ts';
import { memoryContext } from '../../../support/run-context.ts';

/** Times as text of one digit: seconds of 1970. */
const second = (n: number): string => `1970-01-01 00:00:0${n}`;

const table = (more: Partial<LifeTable> = {}): LifeTable => ({
  id: ({ data }) => data.id,
  payload: ({ data }) => [data.value ?? null],
  before: 'created',
  ...more,
});

let sequence = 0;
const row = (type: AuditRow['type'], recorded: number, data: AuditRow['data'], offset = 0): AuditRow => ({
  type,
  time: recorded * 1e6,
  offset: offset * 1e6,
  sequence: sequence++,
  data: { id: 'x', ...data },
});

/** Versions as `table/id@second=value`. */
async function versionsOf(
  rows: readonly AuditRow[],
  tables: Record<string, LifeTable> = { t: table() },
): Promise<string[]> {
  const context = memoryContext();
  const lives = new Lives(tables, utcTimes(context), context);
  for (const name of Object.keys(tables)) await lives.add({ database: 'd', table: name, rows });
  return (await collect(lives.versions()))
    .flat()
    .map(({ table: name, id, time, payload }) => `${name}/${id}@${time === EVER ? 'ever' : time / 1e6}=${payload}`);
}

describe('a life', () => {
  it('goes from version to version, in the order in which they were recorded', async () => {
    const rows = [row('UPDATE', 5, { value: 'b' }), row('INSERT', 2, { value: 'a' }), row('DELETE', 7, { value: 'b' })];
    expect(await versionsOf(rows)).toEqual(['t/x@2=a', 't/x@5=b', 't/x@7=null']);
  });

  it('takes rows of one moment in the order of the file', async () => {
    const rows = [row('INSERT', 2, { value: 'a' }), row('UPDATE', 2, { value: 'b' })];
    expect(await versionsOf(rows)).toEqual(['t/x@2=a', 't/x@2=b']);
  });

  it('leaves out what changes nothing, and a second INSERT of a living row', async () => {
    const rows = [2, 3, 4].map((time) => row(time === 3 ? 'UPDATE' : 'INSERT', time, { value: 'a' }));
    expect(await versionsOf(rows)).toEqual(['t/x@2=a']);
  });

  it('is told row by row, database by database, table by table', async () => {
    const rows = [row('INSERT', 1, { id: 'y' }), row('INSERT', 2, {}), row('INSERT', 3, { id: 'y', value: 'c' })];
    expect(await versionsOf(rows, { b: table(), a: table() })).toEqual([
      ...['b/x@2=', 'b/y@1=', 'b/y@3=c'],
      ...['a/x@2=', 'a/y@1=', 'a/y@3=c'],
    ]);
  });

  it('is not told of a row without an id', async () => {
    expect(await versionsOf([row('INSERT', 1, { id: null })])).toEqual([]);
  });
});

describe('its beginning', () => {
  const late = (data: AuditRow['data'] = {}) => row('INSERT', 5, { created_at: second(2), value: 'a', ...data });

  it('is created_at, where the table was audited only later', async () => {
    expect(await versionsOf([late()])).toEqual(['t/x@2=a']);
    expect(await versionsOf([row('UPDATE', 5, { created_at: second(2), value: 'a' })])).toEqual(['t/x@2=a']);
  });

  it('is not later than it was recorded', async () => {
    expect(await versionsOf([late({ created_at: second(9) })])).toEqual(['t/x@5=a']);
  });

  it('is unknown for what may have been otherwise before', async () => {
    expect(await versionsOf([late()], { t: table({ before: 'unknown' }) })).toEqual(['t/x@5=a']);
    const half = table({ atCreation: () => ['?'] });
    expect(await versionsOf([late()], { t: half })).toEqual(['t/x@2=?', 't/x@5=a']);
  });

  it('is before all time for what must always have been there', async () => {
    expect(await versionsOf([late()], { t: table({ before: 'always' }) })).toEqual(['t/x@ever=a']);
  });

  it('may come again after its end', async () => {
    const end = row('DELETE', 4, { created_at: second(2), value: 'a' });
    expect(await versionsOf([late({ created_at: second(4) }), row('INSERT', 2, { value: 'a' }), end])).toEqual([
      't/x@2=a',
      't/x@4=null',
      't/x@5=a',
    ]);
    const reborn = row('INSERT', 9, { created_at: second(7), value: 'a' });
    expect(await versionsOf([row('INSERT', 2, { value: 'a' }), end, reborn])).toEqual([
      't/x@2=a',
      't/x@4=null',
      't/x@7=a',
    ]);
  });
});

describe('its end', () => {
  const begin = () => row('INSERT', 2, { value: 'a' });

  it('is deleted_at, of an UPDATE and of a DELETE', async () => {
    for (const type of ['UPDATE', 'DELETE'] as const) {
      const end = row(type, 6, { value: 'a', deleted_at: second(4) });
      expect(await versionsOf([begin(), end])).toEqual(['t/x@2=a', 't/x@4=null']);
    }
  });

  it('is when it was recorded, where deleted_at is none, or later', async () => {
    expect(await versionsOf([begin(), row('UPDATE', 6, { value: 'a', deleted: '7' })])).toEqual([
      't/x@2=a',
      't/x@6=null',
    ]);
    expect(await versionsOf([begin(), row('DELETE', 6, { deleted_at: second(9) })])).toEqual(['t/x@2=a', 't/x@6=null']);
  });

  it('comes once: the DELETE that archives a soft-deleted row says nothing new', async () => {
    const soft = row('UPDATE', 4, { created_at: second(1), deleted_at: second(4) });
    const hard = row('DELETE', 8, { created_at: second(1), deleted_at: second(4) });
    expect(await versionsOf([begin(), soft, hard])).toEqual(['t/x@2=a', 't/x@4=null']);
  });

  it('may be all that is known of it, with its beginning', async () => {
    const end = row('DELETE', 8, { created_at: second(1), deleted_at: second(4), value: 'a' });
    expect(await versionsOf([end])).toEqual(['t/x@1=a', 't/x@4=null']);
    expect(await versionsOf([row('DELETE', 8, { value: 'a' })])).toEqual([]);
  });

  it('is not before the version that it ends', async () => {
    const change = row('UPDATE', 5, { value: 'b' });
    const end = row('DELETE', 6, { value: 'b', deleted_at: second(4) });
    expect(await versionsOf([begin(), change, end])).toEqual(['t/x@2=a', 't/x@5=b', 't/x@5=null']);
  });
});

it('offsets are converted', async () => {
  const rows = [row('INSERT', 5, { created_at: '1970-01-01 01:00:02+01:00' }, 3600), row('DELETE', 7, {}, 3600)];
  expect(await versionsOf(rows)).toEqual(['t/x@2=', 't/x@7=null']);
});

it('whatever happens, versions of a row change something and come in the order of time', async () => {
  const time = fc.integer({ min: 0, max: 9 });
  const change = fc.record({
    type: fc.constantFrom('INSERT', 'UPDATE', 'DELETE'),
    recorded: time,
    value: fc.constantFrom('a', 'b'),
    created: fc.option(time),
    deleted: fc.option(time),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      const rows = changes.map(({ type, recorded, value, created, deleted }) =>
        row(type as AuditRow['type'], recorded, {
          value,
          created_at: created === null ? null : second(created),
          deleted_at: deleted === null ? null : second(deleted),
        }),
      );
      const versions = (await versionsOf(rows)).map((version) => version.split('@')[1]!.split('='));
      for (const [i, [moment, value]] of versions.entries()) {
        expect(value).not.toBe(versions[i - 1]?.[1] ?? 'null');
        expect(Number(moment)).toBeGreaterThanOrEqual(Number(versions[i - 1]?.[0] ?? 0));
      }
    }),
  );
});
