import { describe, expect, it } from 'vitest';
import { normalFormOf, propertiesOf } from '../../../pipeline/diff/normal-form.ts';
import { SEPARATOR } from '../../../pipeline/diff/row.ts';
import type { Column } from '../../../pipeline/records/record-type.ts';

const column = (type: Column['type']): Column => ({ name: 'X', type, description: '', sensitivity: 'public' });
const form = (type: Column['type'] | undefined, value: unknown) => normalFormOf(type && column(type))(value);

describe('nothing', () => {
  it('is null, the empty text, None, and what is left out', () => {
    for (const type of ['text', 'time', 'seconds', 'integer', 'enum', 'properties', undefined] as const) {
      for (const nothing of [null, undefined, '', 'None']) expect(form(type, nothing)).toBe('');
    }
  });
});

describe('times', () => {
  it.each([
    '2015-11-05T05:05:01',
    '2015-11-05T05:05:01Z',
    '2015-11-05 05:05:01',
    '2015-11-05T05:05:01.000000',
    '2015-11-05T06:05:01+01:00',
  ])('%s', (text) => {
    expect(form('time', text)).toBe('2015-11-05T05:05:01');
  });

  it('keep their microseconds', () => {
    expect(form('time', '2015-11-05T05:05:01.5Z')).toBe('2015-11-05T05:05:01.500000');
    expect(form('time', '2015-11-05 05:05:01.500000')).toBe('2015-11-05T05:05:01.500000');
  });

  it('that are none stay as they are', () => {
    expect(form('time', 'yesterday')).toBe('yesterday');
  });
});

describe('numbers', () => {
  it.each([
    ['4251901.0', '4251901'],
    ['4251901', '4251901'],
    [4251901, '4251901'],
    ['-1', '-1'],
    [-1, '-1'],
    ['-0.0', '0'],
    ['1e3', '1000'],
    ['352720452.84592', '352720452.84592'],
    ['many', 'many'],
  ])('%j', (value, expected) => {
    expect(form('seconds', value)).toBe(expected);
    expect(form('integer', value)).toBe(expected);
  });
});

describe('texts', () => {
  it('are compared letter by letter', () => {
    expect(form('text', '1.0')).toBe('1.0');
    expect(form('text', 'none')).toBe('none');
    expect(form('text', 1)).toBe('1');
    expect(form('text', true)).toBe('true');
    expect(form(undefined, { a: 1 })).toBe('{"a":1}');
  });

  it('never hold what separates fields', () => {
    expect(form('text', `a${SEPARATOR}b`)).not.toContain(SEPARATOR);
  });
});

describe('properties', () => {
  const same = [
    { rack: 1, size: '48', name: 'a b', none: null },
    { name: 'a b', size: 48, rack: '1' },
    '{"rack": 1.0, "size": "48", "name": "a b"}',
    "{'size': '48', 'rack': 1, 'name': 'a b', 'none': None}",
    `{'size': 48.0, "rack": '1', 'name': "a b"}`,
  ];

  it.each(same)('are one map in every spelling: %j', (value) => {
    expect(form('properties', value)).toBe(form('properties', same[0]));
  });

  it('are nothing when nothing in them is known', () => {
    for (const value of ['{}', "{'rack': None}", { rack: null }, {}]) expect(form('properties', value)).toBe('');
  });

  it('tell texts that look like fractions from numbers', () => {
    expect(form('properties', { version: '1.10' })).not.toBe(form('properties', { version: 1.1 }));
    expect(form('properties', "{'version': 1.10}")).toBe(form('properties', { version: 1.1 }));
  });

  it('keep every digit of a long integer in text', () => {
    expect(form('properties', "{'id': 9007199254740993}")).toContain('9007199254740993');
  });

  it('know what words and nested values are', () => {
    expect(form('properties', "{'a': True}")).toBe(form('properties', { a: true }));
    expect(form('properties', { a: [1] })).toContain('[1]');
  });

  it('that cannot be read stay as they are', () => {
    expect(form('properties', '{rack: 1}')).toBe('{rack: 1}');
    expect(form('properties', 7)).toBe('7');
  });

  it('can be taken apart again', () => {
    expect([...propertiesOf(form('properties', { b: 1, a: 'x' }))]).toEqual([
      ['a', 'x'],
      ['b', '1'],
    ]);
    expect(propertiesOf('').size).toBe(0);
    expect([...propertiesOf('{rack: 1}')]).toEqual([['', '{rack: 1}']]);
  });
});
