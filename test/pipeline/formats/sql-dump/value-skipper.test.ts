import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ESCAPED,
  INSIDE,
  looksPlain,
  OUTSIDE,
  type Place,
  placeOf,
  ValueSkipper,
} from '../../../../pipeline/formats/sql-dump/value-skipper.ts';
import { runs } from '../../../support/runs.ts';

/** The rules of quoting, byte by byte from the beginning. */
function placesOf(text: Buffer): Place[] {
  const places: Place[] = [OUTSIDE];
  for (const byte of text) {
    const place = places.at(-1)!;
    if (place === ESCAPED) places.push(INSIDE);
    else if (byte === 0x27) places.push(place === INSIDE ? OUTSIDE : INSIDE);
    else places.push(place === INSIDE && byte === 0x5c ? ESCAPED : place);
  }
  return places;
}

/** Contents of strings that look like the text outside them, quotes as mysqldump or as others escape them. */
const content = fc
  .array(
    fc.constantFrom(
      "\\'",
      "''",
      '\\\\',
      '\\n',
      '\n',
      ';',
      ',',
      '(',
      ')',
      ' ',
      ');\n',
      ',1);',
      'NULL',
      '07',
      'a',
      'x',
      'b',
      'N',
      '_binary',
      ':',
      '{',
      '"',
      '.',
      '-',
      '0x41',
      'INSERT INTO t VALUES (1);\n',
      'é',
      '\\0',
      '\\"',
      '/*',
      '-- ',
      'abc1',
      'a long text, '.repeat(12),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const literal = fc.oneof(
  { weight: 3, arbitrary: content.map((text) => `'${text}'`) },
  fc.constantFrom('NULL', '1', '12'.repeat(40), '-1', '3.14', '-1e-300', '0x41AF', ''),
  fc
    .tuple(fc.constantFrom('_binary ', '_binary', '_utf8mb4 ', 'x', 'X', 'b', 'N'), content)
    .map(([prefix, text]) => `${prefix}'${text}'`),
);
const rows = fc
  .array(fc.array(literal, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .chain((values) =>
    fc.constantFrom(',', ',\n', ', ').map((comma) => values.map((row) => `(${row.join(',')})`).join(comma)),
  );
const statement = fc
  .tuple(fc.constantFrom(' ', '\n', ''), rows, fc.constantFrom('', ' ', '\r\n'))
  .map((parts) => Buffer.from(parts.join('')));

describe('the place of a byte in rows', () => {
  it('is found from any place before it, whatever the strings hold', () => {
    fc.assert(
      fc.property(statement, (text) => {
        const places = placesOf(text);
        for (let at = 0; at <= text.length; at++) {
          for (let known = 0; known <= at; known++) {
            if (placeOf(text, known, places[known]!, at) !== places[at]) expect.fail(`${known} ${at} of ${text}`);
          }
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('is told by the bytes before it, without going back to the last known one', () => {
    const texts = [
      "(1,'2026-11-20 10:08:43',NULL,0)",
      "(1,'2026-11-20 10:08:43',NULL,0),(2,'a",
      "(1,'it\\'s',12)",
      "(1,'Done.','')",
      "(1,'{}','x')",
      "(1,'abc','node','2')",
      "(1,_binary 'abc','",
      "(1,'a\\\\",
      "(1,'a\\\\\\",
    ];
    for (const text of texts) {
      const bytes = Buffer.from(text);
      // Rows begin outside strings: were the beginning asked, this would turn the answer round.
      expect(placeOf(bytes, 0, INSIDE, bytes.length), text).toBe(placesOf(bytes).at(-1));
    }
  });
});

describe('the end of rows', () => {
  it('is the first semicolon outside strings, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(statement, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (text, lengths) => {
        const bytes = Buffer.concat([text, Buffer.from(";\nINSERT INTO t VALUES ('a;');\n")]);
        const skipper = new ValueSkipper();
        skipper.restart();
        let found = -1;
        for (let at = 0, i = 0; found === -1; i++) {
          const end = Math.min(bytes.length, at + lengths[i % lengths.length]!);
          const piece = skipper.find(bytes.subarray(at, end), 0);
          found = piece === -1 ? -1 : at + piece;
          at = end;
        }
        expect(found).toBe(text.length);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('rows that look plain', () => {
  const verdict = (text: string) => looksPlain(Buffer.from(text), 0);

  it('hold numbers, NULL and strings in single quotes', () => {
    expect(verdict(" (1,-2.5e3,NULL,0xAB,_binary 'x','a \\' \" # -- /* `');")).toBe(true);
    expect(verdict(`(${"'x',".repeat(200)}`)).toBe(true);
  });

  it('hold no comments, quoted names, double-quoted strings or expressions', () => {
    for (const text of ['(1,"x");', '(1 -- x\n);', '(1 # x\n);', '(1 /* x */);', '(`a`);', '(1*2);']) {
      expect(verdict(text), text).toBe(false);
    }
  });

  it('take some bytes to be told', () => {
    expect(verdict("(1,'x'),(")).toBeUndefined();
  });
});
