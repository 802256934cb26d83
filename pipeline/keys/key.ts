import { hkdfSync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { hasSalt, type SaltOptions } from './salt-options.ts';
import { weaknessOf } from './weak-salt.ts';

const STRONG_SALT = '`sc-pipeline keygen FILE` makes one that nobody guesses, for salt_file';
const MOST_BYTES = 4096;

/**
 * The bytes of the salt that the user gave; undefined when there is none.
 *
 * @throws PipelineError `missing-file`, `unreadable-salt-file`, `exposed-salt-file`, `empty-salt` or `weak-salt`.
 */
export function givenSalt(options: SaltOptions): Uint8Array | undefined {
  if (!hasSalt(options)) return undefined;
  const { salt, salt_file, weak_salt } = options;
  const bytes = salt_file === undefined ? Buffer.from(salt as string) : readSaltFile(salt_file);
  if (bytes.length === 0) {
    throw new PipelineError('empty-salt', ExitCode.badPipeline, 'expected a salt, found an empty text', {
      hint: `${STRONG_SALT}; without the option, each run takes a random one`,
    });
  }
  const weakness = weaknessOf(bytes);
  if (weakness !== undefined && weak_salt === 'refuse') {
    throw new PipelineError(
      'weak-salt',
      ExitCode.badPipeline,
      `expected a salt beyond guessing: this one ${weakness}`,
      {
        hint: `${STRONG_SALT}; \`weak_salt: accept\` takes this one all the same`,
      },
    );
  }
  return bytes;
}

function readSaltFile(path: string): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // Asked of the open file, so that it cannot be another one by the time it is read.
    const { mode } = fstatSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw exposed(path, mode);
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    const size = readWhole(file, bytes);
    if (size > MOST_BYTES) throw unreadable(path, `it holds more than ${MOST_BYTES} bytes`);
    return withoutLineEnd(bytes.subarray(0, size));
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' ? toPipelineError(error) : unreadable(path, String(code), error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A pipe gives what it has, not what it was asked for. */
function readWhole(file: number, into: Buffer): number {
  let size = 0;
  while (size < into.length) {
    const count = readSync(file, into, size, into.length - size, null);
    if (count === 0) break;
    size += count;
  }
  return size;
}

function withoutLineEnd(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

function exposed(path: string, mode: number): PipelineError {
  const found = (mode & 0o777).toString(8);
  return new PipelineError(
    'exposed-salt-file',
    ExitCode.credentials,
    `expected a salt file that only its owner can read, found mode ${found}: ${path}`,
    { hint: `chmod 600 ${path}` },
  );
}

function unreadable(path: string, why: string, cause?: unknown): PipelineError {
  return new PipelineError('unreadable-salt-file', ExitCode.credentials, `cannot read the salt file ${path}: ${why}`, {
    cause,
  });
}

/** A key for one purpose (HKDF, RFC 5869): what is made with it tells nothing of what is made with another. */
export function subKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', `sc-pipeline/${purpose}/v1`, 32));
}

/** Tells two keys apart without telling the key: traces of one fingerprint and method can be joined. */
export const fingerprintOf = (key: Uint8Array): string =>
  Buffer.from(subKey(key, 'fingerprint').subarray(0, 8)).toString('hex');
