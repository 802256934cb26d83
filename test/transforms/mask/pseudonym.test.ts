import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKeyMatters, pseudonymOf } from '../../../transforms/mask/pseudonym.ts';

const salt = Buffer.from('chameleon');
const METHODS = ['sha2-salted', 'hmac-sha256', 'sha1-raw', 'none'] as const;

test.each([
  ['sha2-salted', 'host', 'c01-01.cloud.example.org', 'd3a04928c5717ccfd0215c1987f950f3'],
  // hashlib.sha256('chameleon实验-1'.encode()).hexdigest()[:32]
  ['sha2-salted', 'host', '实验-1', 'f1d73d16a45482c7567f1c4daadb9902'],
  ['sha1-raw', 'host', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['none', 'host', 'abc', 'abc'],
] as const)('%s of %s %s is %s', (method, fieldClass, name, pseudonym) => {
  expect(pseudonymOf(method, salt, fieldClass)(name)).toBe(pseudonym);
});

describe.each(METHODS)('%s', (method) => {
  const pseudonym = pseudonymOf(method, salt, 'host');

  test('gives equal names equal pseudonyms and different ones different ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(pseudonymOf(method, salt, 'host')(a)).toBe(pseudonym(a));
        expect(pseudonym(a) === pseudonym(b)).toBe(a === b);
      }),
    );
  });

  test('tells names apart by case and by normal form', () => {
    const names = ['host', 'Host', 'host ', '\u00e9', 'e\u0301'];
    expect(new Set(names.map(pseudonym)).size).toBe(names.length);
  });
});

test('sha2-salted hashes names of any length, in any order of lengths', () => {
  const pseudonym = pseudonymOf('sha2-salted', salt, 'host');
  for (const name of ['a', '实'.repeat(200), 'é'.repeat(1000), 'b', '😀'.repeat(5000), 'c']) {
    const expected = createHash('sha256').update('chameleon').update(name).digest('hex').slice(0, 32);
    expect(pseudonym(name)).toBe(expected);
  }
});

test('sha2-salted takes a salt of any bytes', () => {
  const bytes = Uint8Array.from([0xff, 0x00, 0xc3, 0x28, 0x80]);
  const expected = createHash('sha256').update(bytes).update('höst').digest('hex').slice(0, 32);
  expect(pseudonymOf('sha2-salted', bytes, 'host')('höst')).toBe(expected);
});

describe('hmac-sha256', () => {
  test('is HMAC-SHA-256 under an HKDF key for the class, 128 bits of it', () => {
    // Made with Python's hmac and the HKDF of RFC 5869 spelled out.
    expect(pseudonymOf('hmac-sha256', salt, 'host')('c01-01.cloud.example.org')).toBe(
      '260c1503cfdd3f8ab44fa47902335cca',
    );
  });

  test('tells nothing across classes', () => {
    const [user, project] = ['user', 'project'].map((fieldClass) =>
      pseudonymOf('hmac-sha256', salt, fieldClass)('demo'),
    );
    expect(user).toMatch(/^[0-9a-f]{32}$/);
    expect(user).not.toBe(project);
  });
});

describe('the self-test', () => {
  test.each(['sha2-salted', 'hmac-sha256'] as const)('passes for %s', (method) => {
    expect(() => checkKeyMatters((key) => pseudonymOf(method, key, 'host'), salt)).not.toThrow();
  });

  test('finds a method that makes no use of its key', () => {
    const withoutKey = (key: Uint8Array) => pseudonymOf('sha1-raw', key, 'host');
    expect(() => checkKeyMatters(withoutKey, salt)).toThrow('two keys give the same pseudonym');
  });
});
