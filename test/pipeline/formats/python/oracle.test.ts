import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField } from '../../../../pipeline/formats/csv-field.ts';
import { pythonJsonString } from '../../../../pipeline/formats/python/json.ts';
import { pythonFloat } from '../../../../pipeline/formats/python/number.ts';
import { pythonString } from '../../../../pipeline/formats/python/repr.ts';

const PROGRAM = `
import csv, io, json, sys
def field(text):
    out = io.StringIO()
    csv.writer(out).writerow(['', text])
    return out.getvalue()[1:-2]
asked = json.load(sys.stdin)
json.dump({'reprs': [repr(t) for t in asked['texts']], 'dumps': [json.dumps(t) for t in asked['texts']],
  'fields': [field(t) for t in asked['texts']], 'floats': [repr(float(n)) for n in asked['numbers']]}, sys.stdout)
`;

function askPython(asked: { texts: string[]; numbers: number[] }) {
  const { status, stdout } = spawnSync('python3', ['-c', PROGRAM], { input: JSON.stringify(asked), encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

// Characters up to U+07FF have been settled for long: newer Unicode versions differ between Python and Node.
const character = fc.oneof(
  fc.integer({ min: 0, max: 0x7ff }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom('"', "'", '\\', ',', '\n', '\r', '实', '\u2028', '\ue000', '\ud800', '😀'),
);
const texts = fc.sample(
  fc.array(character, { maxLength: 6 }).map((parts) => parts.join('')),
  3000,
);
// JSON knows no -0.
const numbers = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 2000).map((number) => number + 0);
const python = askPython({ texts, numbers });

describe.skipIf(python === undefined)('a Python at hand agrees', () => {
  test('on repr of strings', () => expect(texts.map(pythonString)).toEqual(python.reprs));
  test('on json.dumps of strings', () => expect(texts.map(pythonJsonString)).toEqual(python.dumps));
  test('on fields of csv.writer', () => expect(texts.map(csvField)).toEqual(python.fields));
  test('on repr of floats', () => expect(numbers.map(pythonFloat)).toEqual(python.floats));
});
