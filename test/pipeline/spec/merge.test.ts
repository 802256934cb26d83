import { describe, expect, it } from 'vitest';
import { registry } from '../../../pipeline/registry.ts';
import { mergeTypes } from '../../../pipeline/spec/merge.ts';
import * as support from '../../support/load.ts';
import { thingType } from '../../support/planned.ts';

const { pipelineOf } = support;
const load = (text: string) => support.load(text, { catalog: registry });
const problemsOf = (text: string) => support.problemsOf(text, { catalog: registry });

const ROWS = '[ { backups: { path: b.sql } }, sql-dump ]';
const AUDIT = '[ { audit-parquet: { path: audit } } ]';
const MACHINES = '{ machine-events: { cloud: vm } }';
const merge = (a: string, b: string) => [`- merge:`, `    a: ${a}`, `    b: ${b}`];
const RECORDS = `[ { backups: { path: b.sql } }, sql-dump, ${MACHINES} ]`;
const AUDITED = `[ { audit-parquet: { path: audit } }, ${MACHINES} ]`;

describe('a merge', () => {
  it('of rows feeds the stages below', async () => {
    const { pipelines, problems } = await load(pipelineOf(...merge(ROWS, ROWS), `- ${MACHINES}`, '- mask', '- csv'));
    expect(problems).toEqual([]);
    const { merged, stages } = pipelines[0]!.chain;
    expect(merged?.map(({ name, chain }) => [name, chain.stages.map(({ id }) => id)])).toEqual([
      ['a', ['backups', 'sql-dump']],
      ['b', ['backups-2', 'sql-dump-2']],
    ]);
    expect(stages.map(({ id }) => id)).toEqual(['machine-events', 'mask']);
  });

  it('of records of one type goes on as that type', async () => {
    const { pipelines, problems } = await load(pipelineOf(...merge(RECORDS, AUDITED), '- mask', '- csv'));
    expect(problems).toEqual([]);
    expect(pipelines[0]?.chain.stages[0]?.gives).toMatchObject({ type: { name: 'machine-event' } });
  });

  it('does not hide that one of its sources is not masked', async () => {
    const masked = RECORDS.replace(' ]', ', mask ]');
    const text = pipelineOf(...merge(masked, AUDITED), '- csv');
    expect(await problemsOf(text)).toContain('unmasked-identifier');
    expect((await load(pipelineOf(...merge(masked, masked), '- csv'))).problems).toEqual([]);
  });

  it.each([
    ['different things', merge(ROWS, AUDIT), /`a` gives table rows and `b` gives audit rows/],
    [
      'bytes',
      merge(ROWS, '[ { backups: { path: b.sql } } ]'),
      /a merge takes table rows or records, but backups gives bytes/,
    ],
    ['one source', ['- merge:', `    a: ${ROWS}`], /two sources or more, found one/],
    [
      'a list without a source',
      merge(ROWS, '[ sql-dump ]'),
      /a pipeline starts with a source, but sql-dump takes bytes/,
    ],
    ['a sink', merge(ROWS, '[ { backups: { path: b.sql } }, csv ]'), /csv cannot stand inside a merge/],
    [
      'a second source',
      merge(ROWS, '[ { backups: { path: b.sql } }, { backups: { path: c.sql } } ]'),
      /can only come first/,
    ],
    ['a merge', merge(ROWS, `[ { merge: { c: ${ROWS}, d: ${ROWS} } } ]`), /a merge cannot stand inside a merge/],
    ['no map', ['- merge: [ a, b ]'], /a merge is a map of names to lists of stages, found a list/],
  ])('refuses %s', async (_, entries, message) => {
    expect(await problemsOf(pipelineOf(...entries, `- ${MACHINES}`, '- mask', '- csv'))).toMatch(message);
  });

  it('stands first, and not alone', async () => {
    const late = pipelineOf('- backups: { path: b.sql }', ...merge(ROWS, ROWS), `- ${MACHINES}`, '- mask', '- csv');
    expect(await problemsOf(late)).toContain('a merge can only come first in a pipeline');
    expect(await problemsOf(pipelineOf(...merge(ROWS, ROWS)))).toContain('nothing takes what a merge gives');
  });
});

describe('mergeTypes', () => {
  const property = { name: 'rack', description: 'rack', sensitivity: 'ordered' as const };

  it('holds the properties of all', () => {
    const other = { ...thingType, properties: [property] };
    expect(mergeTypes([thingType, other])?.properties).toEqual([property]);
  });

  it('takes as treated only what all have treated alike', () => {
    const treated = (treatment: string) => ({
      ...thingType,
      columns: thingType.columns.map((column) => ({ ...column, treatment })),
      properties: [{ ...property, treatment }],
    });
    expect(mergeTypes([treated('sha2-salted'), treated('sha2-salted')])).toEqual(treated('sha2-salted'));
    expect(mergeTypes([treated('sha2-salted'), treated('none')])).toEqual({ ...thingType, properties: [property] });
  });

  it('of none is none', () => {
    expect(mergeTypes([])).toBeUndefined();
  });
});
