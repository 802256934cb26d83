import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { fingerprintOf } from '../keys/key.ts';

const BYTES = 32;

/**
 * Makes a salt that nobody guesses, 64 hexadecimal digits, in a new file that only its owner can read. What is printed is where it
 * lies and its fingerprint; the salt itself only for `-`, and then to no terminal unless forced: those keep what they show.
 */
export async function keygen(path: string, { force }: { readonly force: boolean }): Promise<number> {
  const key = randomBytes(BYTES).toString('hex');
  const fingerprint = `fingerprint ${fingerprintOf(Buffer.from(key))}`;
  if (path === '-') {
    if (process.stdout.isTTY && !force) {
      throw new PipelineError('key-on-terminal', ExitCode.usage, 'a key does not belong on a terminal', {
        hint: 'name a file, or take it into a variable: SC_SALT=$(sc-pipeline keygen -)',
      });
    }
    process.stdout.write(`${key}\n`);
    process.stderr.write(`${fingerprint}\n`);
  } else {
    writeKey(path, `${key}\n`);
    process.stdout.write(`${path}: ${fingerprint}\n`);
  }
  return ExitCode.ok;
}

/** A key that is overwritten is lost, and with it all that was masked under it: so only ever a new file. */
function writeKey(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toPipelineError(error);
    throw new PipelineError('file-exists', ExitCode.io, `expected to make a new file, found one: ${path}`, {
      hint: 'keep it if anything was masked under it; else remove it, or name another',
      cause: error,
    });
  }
  try {
    writeSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw toPipelineError(error);
  } finally {
    closeSync(file);
  }
}
