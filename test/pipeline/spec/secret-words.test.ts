import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecretValues, looksSecret } from '../../../pipeline/spec/secret-words.ts';

describe('looksSecret', () => {
  it.each([
    ...['salt', 'SALT', 'slat', 'sallt', 'sal', 'halt', 'salt_file', 'weakSalt', 'mask-salt'],
    ...['password', 'pasword', 'passwrod', 'db_passwd', 'pwd', 'pass', 'passphrase'],
    ...[
      'key',
      'kye',
      'keys',
      'apiKey',
      'private-key',
      'token',
      'tokne',
      'access_token',
      'secret',
      'secert',
      'credentials',
    ],
  ])('%s', (key) => {
    expect(looksSecret(key)).toBe(true);
  });

  it.each([
    ...[
      'path',
      'name',
      'stages',
      'cloud',
      'databases',
      'rack',
      'regex',
      'group',
      'method',
      'fields',
      'epoch',
      'manifest',
    ],
    ...[
      'start',
      'end',
      'state',
      'order',
      'match',
      'timestamp',
      'timezone',
      'seek',
      'ordered_keep',
      'compress',
      'dialect',
    ],
  ])('not %s', (key) => {
    expect(looksSecret(key)).toBe(false);
  });
});

describe('findSecretValues', () => {
  const SECRET = 'S3cr3tV4lue';
  const shown = (text: string) => {
    const blank = (rest: string, { start, end }: { start: number; end: number }) =>
      rest.slice(0, start) + '_'.repeat(end - start) + rest.slice(end);
    return findSecretValues(text).reduce(blank, text);
  };

  it.each([
    `salt: ${SECRET}`,
    `salt: "${SECRET}"`,
    `salt: '${SECRET}'`,
    `"salt": "${SECRET}"`,
    `- mask: { salt: ${SECRET} }`,
    `- mask: {salt: ${SECRET}, method: none}`,
    `- mask: { method: none, salt: "${SECRET}" }`,
    `  salt: "${SECRET}`,
    `  salt: '${SECRET}\n  next: 1`,
    `salt: ab"${SECRET}"`,
    `salt: "a" ${SECRET}`,
    `salt: |\n  ${SECRET}\n  ${SECRET}\nnext: 1`,
    `- mask:\n    salt: >-\n      ${SECRET}\n\n      ${SECRET}\n- csv`,
    `salt:\n  ${SECRET}`,
    `slat: ${SECRET}`,
    `# salt: ${SECRET}`,
    `connection: mysql://reader:${SECRET}@db/nova`,
    `{ url: "https://a:${SECRET}@host" }`,
    `a: 1\r\nsalt: ${SECRET}\r\nb: 2\r\n`,
  ])('finds it in %j', (text) => {
    expect(shown(text)).not.toContain(SECRET.slice(0, 4));
    expect(shown(text)).not.toContain(SECRET.slice(-4));
  });

  it('leaves the rest', () => {
    expect(shown('- mask: { salt: abc, method: none }')).toBe('- mask: { salt:____, method: none }');
    expect(shown('salt: "abc" # why')).toBe('salt:______ # why');
    expect(shown('salt: |\n  abc\nnext: 1')).toBe('salt:________\nnext: 1'.replace('________', '_'.repeat(8)));
    expect(shown('path: a.csv\nmethod: none')).toBe('path: a.csv\nmethod: none');
  });

  it('ends on any text', () => {
    const pieces = fc.constantFrom('salt', ':', ' ', '"', "'", '{', '}', ',', '\n', 'x', '|', '\\', '#', '\t', '\r');
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const text = parts.join('');
        for (const { start, end } of findSecretValues(text)) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
