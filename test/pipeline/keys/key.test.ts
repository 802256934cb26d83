import { describe, expect, test } from 'vitest';
import type { PipelineError } from '../../../pipeline/errors.ts';
import { fingerprintOf, givenSalt, subKey } from '../../../pipeline/keys/key.ts';
import { maskOptions, needsKey } from '../../../transforms/mask/options.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

const GOOD = '0f8fad5bd9cb469fa16570867728950e';
const read = (options: Record<string, unknown>) => givenSalt(maskOptions.parse(options));

/** The error that reading a salt ends with. */
function refusal(options: Record<string, unknown>): PipelineError {
  try {
    read(options);
  } catch (error) {
    return error as PipelineError;
  }
  throw new Error('expected an error');
}

describe('salt', () => {
  test('is its UTF-8 bytes', () => {
    expect(read({ salt: 'sält of the earth: 17 grains!' })).toEqual(Buffer.from('sält of the earth: 17 grains!'));
  });

  test('is undefined where none is given', () => {
    expect(read({})).toBeUndefined();
  });

  test('must not be weak, unless that is accepted', () => {
    expect(refusal({ salt: 'chameleon' })).toMatchObject({ code: 'weak-salt', exitCode: 78 });
    expect(read({ salt: 'chameleon', weak_salt: 'accept' })).toEqual(Buffer.from('chameleon'));
  });

  test('must not be empty in any case: an unset variable is no wish for a random one', () => {
    expect(refusal({ salt: '' }).code).toBe('empty-salt');
    expect(refusal({ salt: '', weak_salt: 'accept' }).code).toBe('empty-salt');
  });

  test('is in no message', () => {
    const { message, hint } = refusal({ salt: 'chameleon' });
    expect(message + hint).not.toContain('chameleon');
  });
});

describe('salt_file', () => {
  test.each([
    ['nothing', GOOD, GOOD],
    ['a line feed', `${GOOD}\n`, GOOD],
    ['a Windows line end', `${GOOD}\r\n`, GOOD],
    ['one of two line feeds', `${GOOD}\n\n`, `${GOOD}\n`],
    ['no carriage return alone', `${GOOD}\r`, `${GOOD}\r`],
  ])('loses %s at its end', (_, content, salt) => {
    expect(read({ salt_file: temporaryFile(content) })).toEqual(Buffer.from(salt));
  });

  test('may hold any bytes', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => (i * 157 + 3) & 0xff);
    expect(read({ salt_file: temporaryFile(bytes) })).toEqual(Buffer.from(bytes));
  });

  test.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o610, 0o666])(
    'is refused when others may use it (mode %o)',
    (mode) => {
      const path = temporaryFile(GOOD, mode & ~0o022);
      const error = refusal({ salt_file: path });
      expect(error).toMatchObject({ code: 'exposed-salt-file', exitCode: 77, hint: `chmod 600 ${path}` });
      expect(error.message).not.toContain(GOOD);
    },
  );

  test('that is not there is a missing input', () => {
    expect(refusal({ salt_file: `${temporaryFolder()}/none` })).toMatchObject({ code: 'missing-file', exitCode: 66 });
  });

  test('that cannot be read is a matter of credentials', () => {
    expect(refusal({ salt_file: temporaryFolder() }).exitCode).toBe(77);
  });

  test('is refused when it is too long to be a salt', () => {
    expect(refusal({ salt_file: temporaryFile(GOOD.repeat(200)) })).toMatchObject({
      code: 'unreadable-salt-file',
      exitCode: 77,
    });
  });

  test('must not be weak or empty', () => {
    expect(refusal({ salt_file: temporaryFile('chameleon\n') }).code).toBe('weak-salt');
    expect(refusal({ salt_file: temporaryFile('\n') }).code).toBe('empty-salt');
  });
});

test.each([
  [{}, true],
  [{ method: 'hmac-sha256' }, true],
  [{ method: 'sha1-raw' }, false],
  [{ method: 'none' }, false],
  [{ method: 'none', salt: GOOD, ordered_keep: 'racks.json' }, true],
])('%j needs a key: %s', (options, needed) => {
  expect(needsKey(maskOptions.parse(options))).toBe(needed);
});

test('each purpose has a key of its own, which is HKDF-SHA-256', () => {
  const [a, b] = ['mask/host', 'mask/user'].map((purpose) => subKey(Buffer.from('chameleon'), purpose));
  expect(a).toHaveLength(32);
  expect(a).not.toEqual(b);
  // Made with Python's hmac and the HKDF of RFC 5869 spelled out.
  expect(fingerprintOf(Buffer.from('chameleon'))).toBe('aa10a57a695f8d15');
});
