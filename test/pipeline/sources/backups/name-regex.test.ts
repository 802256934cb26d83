import { describe, expect, it } from 'vitest';
import { compileNameRegex, countGroups } from '../../../../pipeline/sources/backups/name-regex.ts';

describe('compileNameRegex', () => {
  it("reads JavaScript's syntax", () => {
    expect(compileNameRegex('^a-(\\d+)\\.sql').exec('a-12.sql')?.[1]).toBe('12');
    expect(compileNameRegex('(?<day>\\d{8})').exec('x20200102')?.groups?.day).toBe('20200102');
  });

  it("reads Python's named groups and references to them", () => {
    expect(compileNameRegex('(?P<day>\\d{2})-(?P=day)').exec('11-12 13-13')?.groups?.day).toBe('13');
  });

  it('leaves alone what only looks like a named group', () => {
    expect(compileNameRegex('\\(\\?P<x').test('(?P<x')).toBe(true);
    expect(compileNameRegex('[(?P<]x').test('Px')).toBe(true);
    expect(compileNameRegex('[\\]]').test(']')).toBe(true);
  });

  it('says what is wrong', () => {
    expect(() => compileNameRegex('(\\d{8}')).toThrow(new SyntaxError('unterminated group'));
    expect(() => compileNameRegex('*')).toThrow(new SyntaxError('nothing to repeat'));
  });
});

it('counts groups', () => {
  expect(['a', '(a)', '(?:a)', '(a)|(?<b>b)', '\\(a', '[(]'].map(countGroups)).toEqual([0, 1, 0, 2, 0, 0]);
});
