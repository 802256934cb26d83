import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { weaknessOf } from '../../../pipeline/keys/weak-salt.ts';

const weakness = (salt: string) => weaknessOf(Buffer.from(salt));

describe('refused', () => {
  test.each([
    ['', /shorter than 16 bytes/],
    ['chameleon', /shorter/],
    ['8f3a91c27be04d5', /shorter/],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', /different characters/],
    ['ababababababababacac', /different characters/],
    ['correcthorsecorrecthorse', /repeats/],
    ['12345678901234567890', /repeats/],
    ['0123456789abcdefghij', /neighbouring/],
    ['zyxwvutsrqponmlkjihgfedcba', /neighbouring/],
    ['aabbccddeeffgghhiijj', /neighbouring/],
    ['chameleon-testbed', /words/],
    ['Chameleon-Testbed-2026', /words/],
    ['MySuperSecretSalt123!', /words/],
    ['correct horse battery staple', /words/],
    ['correcthorsebatterystaple', /words/],
    ['YOUR-SECRET-SALT-HERE', /words/],
  ])('%j', (salt, why) => {
    expect(weakness(salt)).toMatch(why);
  });
});

describe('taken', () => {
  test.each([
    ['8f3a91c27be04d50'],
    ['abandon zebra crystal humble orbit lunar'],
    ['kJ8#mQ2$vL9@xR4!'],
    ['0f8fad5b-d9cb-469f-a165-70867728950e'],
  ])('%j', (salt) => {
    expect(weakness(salt)).toBeUndefined();
  });

  test('what `openssl rand` gives', () => {
    for (let i = 0; i < 200; i++) {
      expect(weaknessOf(randomBytes(32))).toBeUndefined();
      expect(weakness(randomBytes(32).toString('hex'))).toBeUndefined();
    }
  });
});
