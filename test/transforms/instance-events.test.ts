import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { instanceEventsOptions } from '../../transforms/instance-events/options.ts';
import instanceEvents from '../../transforms/instance-events.ts';
import { parseOptions } from '../support/instances.ts';

const needs = (options: object) =>
  instanceEvents
    .needs(parseOptions(options))
    .map(({ database, table, optional }) => `${database}.${table}${optional ? '?' : ''}`);

describe('instance-events', () => {
  it('asks for three tables of every Nova database, and for their shadows', () => {
    expect(needs({ databases: ['nova'] })).toEqual([
      'nova.instance_actions_events',
      'nova.shadow_instance_actions_events?',
      'nova.instance_actions',
      'nova.shadow_instance_actions?',
      'nova.instances',
      'nova.shadow_instances?',
    ]);
    const live = ['instance_actions_events', 'instance_actions', 'instances'];
    expect(needs({ databases: ['a', 'b'], shadow_tables: false })).toEqual([
      ...live.map((table) => `a.${table}`),
      ...live.map((table) => `b.${table}`),
    ]);
    expect(needs({ databases: ['a'], semantics: 'starcompactor' })).toEqual(live.map((table) => `a.${table}`));
  });

  it('knows rows again by a column that it asks for', () => {
    for (const { key, columns } of instanceEvents.needs(parseOptions()))
      expect(columns).toEqual(expect.arrayContaining([...key!]));
  });

  it('never asks for what people wrote, nor for a secret', () => {
    const columns = instanceEvents
      .needs(parseOptions())
      .flatMap((need) => [...need.columns, ...(need.optionalColumns ?? [])]);
    expect(columns.filter((column) => /display|descr|key|data|trace|message|details|ip/.test(column))).toEqual([]);
  });

  it('tells a source that can join which rows it wants', () => {
    const options = parseOptions({ start: '1970-01-01T00:00:01', exclude_users: ['x'], unfinished: 'drop' });
    const views = instanceEvents.views!(options);
    expect(views.map(({ database, view, where }) => ({ database, view, where }))).toEqual(
      ['nova', 'nova_cell0'].map((database) => ({
        database,
        view: 'instance_events',
        where: {
          start: 1_000_000,
          excludeUsers: ['x'],
          excludeProjects: ['admin'],
          likeStarCompactor: false,
          unfinished: false,
          shadowTables: true,
        },
      })),
    );
    expect(views.flatMap(({ insteadOf }) => insteadOf)).toEqual(instanceEvents.needs(options));
  });

  it('reads fewer columns where it makes records row by row', () => {
    const read = (options: object) => instanceEvents.directColumns!(parseOptions(options));
    const unread = ['request_id', 'action_created_at', 'node'];
    expect(read({}).filter((column) => unread.includes(column))).toEqual([]);
    expect(read({ start: '2024-01-01' })).toContain('action_created_at');
    expect(read({ cloud: 'baremetal' })).toContain('node');
    expect(read({ cloud: 'baremetal' })).not.toContain('event_host');
    expect(read({ semantics: 'starcompactor' })).toEqual(expect.arrayContaining(['node', 'host']));
  });

  it('gives records with the columns of the cloud', () => {
    expect(instanceEvents.gives(parseOptions()).properties.map(({ name }) => name)).toEqual([
      'memory_mb',
      'root_gb',
      'vcpus',
    ]);
    expect(instanceEvents.gives(parseOptions({ cloud: 'baremetal' })).properties).toEqual([]);
  });

  it('has an example that its own schema takes', () => {
    const [entry] = parse(instanceEvents.example) as [Record<string, unknown>];
    expect(instanceEventsOptions.safeParse(entry['instance-events']).success).toBe(true);
  });
});
