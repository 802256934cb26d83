import { createHmac, createSecretKey, hash } from 'node:crypto';
import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { subKey } from '../../pipeline/keys/key.ts';
import type { MaskMethod } from './options.ts';

/** 128 bits: a collision is not to be expected before some 10^18 names. */
const HEX_DIGITS = 32;

/** What a name is replaced by: equal names by equal pseudonyms, different ones by different ones. */
export type Pseudonym = (value: string) => string;

/**
 * @param key the salt, or the key of this run; `sha1-raw` and `none` make no use of it.
 * @param fieldClass under `hmac-sha256`, the names of each class are hashed under a key of their own.
 */
export function pseudonymOf(method: MaskMethod, key: Uint8Array, fieldClass: string): Pseudonym {
  switch (method) {
    case 'sha2-salted':
      return saltedSha256(key);
    case 'hmac-sha256': {
      const classKey = createSecretKey(subKey(key, `mask/${fieldClass}`));
      return (value) => createHmac('sha256', classKey).update(value).digest('hex').slice(0, HEX_DIGITS);
    }
    case 'sha1-raw':
      return (value) => hash('sha1', value);
    case 'none':
      return (value) => value;
  }
}

function saltedSha256(salt: Uint8Array): Pseudonym {
  const text = Buffer.from(salt).toString();
  // Node hashes a text faster than bytes that are put together; a salt of any bytes may be no text.
  if (Buffer.from(text).equals(salt)) return (value) => hash('sha256', text + value).slice(0, HEX_DIGITS);
  return (value) => hash('sha256', Buffer.concat([salt, Buffer.from(value)])).slice(0, HEX_DIGITS);
}

/** Guards against a mask that forgets its key: the same name under two keys must give two pseudonyms. */
export function checkKeyMatters(pseudonymUnder: (key: Uint8Array) => Pseudonym, key: Uint8Array): void {
  const otherKey = key.map((byte) => byte ^ 0xff);
  if (pseudonymUnder(key)('name') !== pseudonymUnder(otherKey)('name')) return;
  throw new PipelineError('mask-without-key', ExitCode.bug, 'two keys give the same pseudonym', {
    hint: 'nothing was written; please report this with the version of Node.js',
  });
}
