import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PipelineError } from '../../../pipeline/errors.ts';
import { KeptNumbers } from '../../../transforms/number/kept-numbers.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

const KEY = Buffer.from('0f8fad5bd9cb469fa16570867728950e');

/** One run: numbers the values and writes the file. */
function run(path: string, values: string[], field = 'PROPERTIES.rack') {
  const kept = KeptNumbers.read(path, KEY);
  const numbers = kept.number(field, values);
  kept.write();
  return Object.fromEntries(numbers);
}

function refusal(path: string, key: Uint8Array = KEY): PipelineError {
  try {
    KeptNumbers.read(path, key);
  } catch (error) {
    return error as PipelineError;
  }
  throw new Error('expected an error');
}

test('a value keeps its number; new ones come after the highest, in the order given', () => {
  const path = join(temporaryFolder(), 'racks.json');
  expect(run(path, ['c02', 'c04'])).toEqual({ c02: 0, c04: 1 });
  expect(run(path, ['c01', 'c03', 'c04'])).toEqual({ c01: 2, c03: 3, c04: 1 });
  expect(run(path, ['c00', 'c02'])).toEqual({ c00: 4, c02: 0 });
});

test('each field has numbers of its own', () => {
  const path = join(temporaryFolder(), 'racks.json');
  run(path, ['a', 'b']);
  expect(run(path, ['b'], 'PROPERTIES.row')).toEqual({ b: 0 });
  expect(run(path, ['b'])).toEqual({ b: 1 });
  const { fields } = JSON.parse(readFileSync(path, 'utf8'));
  expect(Object.keys(fields['PROPERTIES.rack'])).not.toContain(Object.keys(fields['PROPERTIES.row'])[0]);
});

test('the file holds neither values nor salt, is for its owner alone, and is all that is left', () => {
  const path = join(temporaryFolder(), 'racks.json');
  run(path, ['rack-17']);
  run(path, ['rack-18']);
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('rack-1');
  expect(text).not.toContain(KEY.toString());
  expect(JSON.parse(text)).toEqual({
    version: 1,
    key: expect.stringMatching(/^[0-9a-f]{16}$/),
    fields: { 'PROPERTIES.rack': { [hashes(text)[0]!]: 0, [hashes(text)[1]!]: 1 } },
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(path))).toEqual(['racks.json']);
});

const hashes = (text: string) => text.match(/[0-9a-f]{32}/g) ?? [];

test('another salt gives other hashes, and is told apart', () => {
  const path = join(temporaryFolder(), 'racks.json');
  run(path, ['a']);
  const error = refusal(path, Buffer.from('another salt'));
  expect(error).toMatchObject({ code: 'numbers-of-another-salt', exitCode: 77 });
  expect(error.message).not.toContain('another salt');
});

describe('a damaged file is refused', () => {
  test.each([
    ['cut off', '{"version":1,"key":"ab","fie'],
    ['of a later version', '{"version":2,"key":"ab","fields":{}}'],
    ['something else', '[]'],
    ['with a negative number', '{"version":1,"key":"ab","fields":{"r":{"x":-1}}}'],
    ['with one number for two values', '{"version":1,"key":"ab","fields":{"r":{"x":1,"y":1}}}'],
  ])('%s', (_, content) => {
    const path = temporaryFile(content);
    expect(refusal(path)).toMatchObject({ code: 'damaged-numbers', exitCode: 65 });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

test('a folder that is not there is found before the run', () => {
  expect(refusal(join(temporaryFolder(), 'none', 'racks.json'))).toMatchObject({ exitCode: 66 });
});

test('a file that cannot be replaced leaves nothing beside it', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'racks.json');
  const kept = KeptNumbers.read(path, KEY);
  kept.number('r', ['a']);
  // A folder of that name has come in between.
  mkdirSync(path);
  expect(() => kept.write()).toThrow();
  expect(readdirSync(folder)).toEqual(['racks.json']);
});
