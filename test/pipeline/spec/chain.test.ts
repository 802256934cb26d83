import { describe, expect, it } from 'vitest';
import { load, pipelineOf, UPSTREAM } from '../../support/load.ts';

const SOURCE = '- backups: { path: b.sql }';

describe('a chain', () => {
  it('is stages, then sinks that all receive the records', async () => {
    const { pipelines } = await load(pipelineOf(...UPSTREAM, '- mask', '- csv', '- jsonl: { path: x }'));
    const { stages, sinks, branches } = pipelines[0]!.chain;
    expect(stages.map(({ id }) => id)).toEqual(['backups', 'sql-dump', 'machine-events', 'mask']);
    expect(sinks.map(({ id }) => id)).toEqual(['csv', 'jsonl']);
    expect(branches).toEqual([]);
  });

  it('is stages, then branches that are all fed', async () => {
    const text = pipelineOf(
      SOURCE,
      '- sql-dump',
      '- branch:',
      '    a: [machine-events: { cloud: vm }, mask, csv]',
      '    b:',
      '    - machine-events: { cloud: vm }',
      '    - branch: { c: [mask, csv: { path: c }] }',
    );
    const { pipelines, problems } = await load(text);
    expect(problems).toEqual([]);
    const { stages, sinks, branches } = pipelines[0]!.chain;
    expect(stages.map(({ id }) => id)).toEqual(['backups', 'sql-dump']);
    expect(sinks).toEqual([]);
    expect(branches.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(branches[1]?.chain.branches[0]?.chain.sinks[0]?.options).toMatchObject({ path: '/etc/pipes/c' });
  });

  it('knows where each stage stands and what it gives', async () => {
    const { pipelines } = await load(pipelineOf(...UPSTREAM, '- mask', '- csv'));
    const { stages, sinks } = pipelines[0]!.chain;
    expect(stages[2]?.location).toEqual({ file: '/etc/pipes/p.yaml', line: 4, column: 5 });
    expect(stages.map(({ gives }) => gives?.kind)).toEqual(['bytes', 'rows', 'records', 'records']);
    expect(stages[3]?.gives).toMatchObject({
      type: { name: 'machine-event', columns: [{ treatment: 'sha2-salted' }, {}, {}] },
    });
    expect(sinks[0]?.gives).toBeUndefined();
  });
});
