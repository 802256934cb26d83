import { createHmac, randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { ExitCode, PipelineError, toPipelineError } from '../../pipeline/errors.ts';
import { fingerprintOf, subKey } from '../../pipeline/keys/key.ts';

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Fingerprint of the salt. */
  key: z.string(),
  /** Field -> keyed hash of a value -> its number. */
  fields: z.record(z.string(), z.record(z.string(), z.int().nonnegative())),
});
type File = z.output<typeof fileSchema>;

/**
 * The numbers that values got in earlier runs, in a file. A value keeps its number for ever; new ones are numbered after the
 * highest. The file holds keyed hashes: without the salt it tells only how many values there are.
 *
 * Two runs that share a file must not overlap.
 */
export class KeptNumbers {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #file: File;

  private constructor(path: string, key: Uint8Array, file: File) {
    this.#path = path;
    this.#key = key;
    this.#file = file;
  }

  /**
   * @param key the salt.
   * @throws PipelineError `damaged-numbers`, `numbers-of-another-salt`, or that of the file system.
   */
  static read(path: string, key: Uint8Array): KeptNumbers {
    const fingerprint = fingerprintOf(key);
    const text = readIfThere(path);
    if (text === undefined) return new KeptNumbers(path, key, { version: 1, key: fingerprint, fields: {} });
    const file = parse(text, path);
    if (file.key !== fingerprint) {
      throw new PipelineError(
        'numbers-of-another-salt',
        ExitCode.credentials,
        `expected numbers kept under this salt (${fingerprint}), found those of another (${file.key}): ${path}`,
        { hint: 'use the salt of the earlier runs, or another file to keep numbers in' },
      );
    }
    return new KeptNumbers(path, key, file);
  }

  /** The number of each value, known or new. New values are numbered in the order given. */
  number(field: string, values: readonly string[]): Map<string, number> {
    const fieldKey = subKey(this.#key, `ordered-keep/${field}`);
    const known = new Map(Object.entries(this.#file.fields[field] ?? {}));
    let next = 1 + [...known.values()].reduce((highest, number) => Math.max(highest, number), -1);
    const numbers = new Map<string, number>();
    for (const value of values) {
      const hash = createHmac('sha256', fieldKey).update(value).digest('hex').slice(0, 32);
      const number = known.get(hash) ?? next++;
      known.set(hash, number);
      numbers.set(value, number);
    }
    this.#file.fields[field] = Object.fromEntries(known);
    return numbers;
  }

  /** Replaces the file, wholly or not at all. */
  write(): void {
    const temporary = `${this.#path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const file = openSync(temporary, 'wx', 0o600);
      try {
        writeSync(file, `${JSON.stringify(this.#file, null, 1)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw toPipelineError(error);
    }
  }
}

/** Undefined when there is no file yet; then its folder must be there to take one. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toPipelineError(error);
  }
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw toPipelineError(error);
  }
  return undefined;
}

function parse(text: string, path: string): File {
  let file: File;
  try {
    file = fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, 'it is no such file', error);
  }
  for (const numbers of Object.values(file.fields)) {
    const all = Object.values(numbers);
    if (new Set(all).size !== all.length) throw damaged(path, 'two values have one number');
  }
  return file;
}

function damaged(path: string, why: string, cause?: unknown): PipelineError {
  return new PipelineError(
    'damaged-numbers',
    ExitCode.corruptInput,
    `expected numbers kept by an earlier run in ${path}, but ${why}`,
    { hint: 'restore it from a copy: a new one would give racks other numbers than those published', cause },
  );
}
