import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { machineEventsOptions } from '../../../transforms/machine-events/options.ts';

const problems = (options: unknown) =>
  machineEventsOptions.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
  [];
const databases = (given: unknown) => machineEventsOptions.parse({ cloud: 'vm', databases: given }).databases;

describe('databases', () => {
  const usual = { nova: ['nova', 'nova_cell0'], ironic: 'ironic', blazar: 'blazar' };

  it('has the usual names by default', () => {
    expect(databases(undefined)).toEqual(usual);
    expect(databases({})).toEqual(usual);
  });

  it('takes a list or one name for Nova’s', () => {
    expect(databases(['a', 'b'])).toEqual({ ...usual, nova: ['a', 'b'] });
    expect(databases('a')).toEqual({ ...usual, nova: ['a'] });
    expect(databases({ nova: 'a' })).toEqual({ ...usual, nova: ['a'] });
  });

  it('takes a map of some of them', () => {
    expect(databases({ nova: ['n'], ironic: 'i', blazar: 'b' })).toEqual({ nova: ['n'], ironic: 'i', blazar: 'b' });
    expect(databases({ ironic: 'i', blazar: null })).toEqual({ ...usual, ironic: 'i', blazar: null });
  });

  it.each([[[]], [['a', 'a']], [{ nova: [] }], [{ nvoa: ['a'] }], [{ ironic: null }], [7], ['']])(
    'refuses %j',
    (given) => {
      expect(problems({ cloud: 'vm', databases: given })).not.toEqual([]);
    },
  );
});

describe('rack', () => {
  const rack = (regex: string, group?: unknown) =>
    problems({ cloud: 'vm', rack: { regex, ...(group !== undefined && { group }) } });

  it('has group 1 by default', () => {
    expect(machineEventsOptions.parse({ cloud: 'vm', rack: { regex: '(a)' } }).rack).toEqual({
      regex: '(a)',
      group: 1,
    });
  });

  it('takes a group by number or name; 0 is the whole match', () => {
    expect([rack('a', 0), rack('(a)(b)', 2), rack('(?P<r>a)', 'r'), rack('(?P<r>a)', 1)]).toEqual([[], [], [], []]);
  });

  it('refuses a regex that cannot be used', () => {
    expect(rack('(')).toEqual(['rack.regex: not a regular expression that can be used here: unterminated group']);
    expect(rack('(?>a)')[0]).toContain('the group (?>…) is not supported');
  });

  it('refuses a group that the regex has not', () => {
    expect(rack('a')).toEqual(['rack.group: the regex has no group 1: found no groups; group 0 is the whole match']);
    expect(rack('(a)(?P<r>b)', 3)).toEqual([
      'rack.group: the regex has no group 3: found groups 1 to 2 (r); group 0 is the whole match',
    ]);
    expect(rack('(a)', 'r')[0]).toContain('no group r');
    expect(rack('(a)', -1)).toHaveLength(1);
    expect(rack('(a)', 0.5)).toHaveLength(1);
  });
});

describe('what belongs to one cloud only', () => {
  it('is refused for the other', () => {
    expect(
      problems({ cloud: 'vm', properties: ['a'], rack_property: 'a' }).map((problem) => problem.split(':')[0]),
    ).toEqual(['properties', 'rack_property']);
    expect(problems({ cloud: 'baremetal', rack: { regex: '(a)' } })[0]).toContain('rack_property');
  });

  it('a rack property is one of the properties', () => {
    expect(problems({ cloud: 'baremetal', properties: ['a'], rack_property: 'b' })).toEqual([
      'rack_property: expected one of the properties',
    ]);
    expect(problems({ cloud: 'baremetal', rack_property: 'placement.rack' })).toEqual([]);
    expect(problems({ cloud: 'baremetal', rack_property: null })).toEqual([]);
  });

  it('Star Compactor reads no bare metal without Blazar', () => {
    const alone = { cloud: 'baremetal', databases: { blazar: null } };
    expect(problems(alone)).toEqual([]);
    expect(problems({ ...alone, semantics: 'starcompactor' })[0]).toContain('semantics');
    expect(problems({ ...alone, cloud: 'vm', semantics: 'starcompactor' })).toEqual([]);
  });

  it('properties are named once', () => {
    expect(problems({ cloud: 'baremetal', properties: ['a', 'a'] })).toHaveLength(1);
  });
});

it('refuses unknown keys and a missing cloud', () => {
  expect(problems({ cloud: 'vm', racks: {} })).toHaveLength(1);
  expect(problems({})).toHaveLength(1);
  expect(problems({ cloud: 'vm', semantics: 'old' })).toHaveLength(1);
});

it('can be told to an editor, every field described', () => {
  const schema = z.toJSONSchema(machineEventsOptions, { io: 'input' });
  expect(Object.keys(schema.properties ?? {})).toEqual([
    'cloud',
    'databases',
    'rack',
    'properties',
    'rack_property',
    'semantics',
  ]);
  for (const field of Object.values(schema.properties ?? {}) as {
    description?: string;
    default?: unknown;
    examples?: unknown;
  }[]) {
    expect(field.description).toBeTruthy();
    expect(field.default ?? field.examples).toBeDefined();
  }
});
