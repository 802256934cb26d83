import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, dialectOf } from '../../../../pipeline/formats/sql-dump/dialect.ts';
import { StatementScanner } from '../../../../pipeline/formats/sql-dump/statement-scanner.ts';
import { runs } from '../../../support/runs.ts';

const dialect = dialectOf(false, true, undefined);

function endOf(
  statement: string | Buffer,
  { delimiter = ';', lengths = [1e9], rules = dialect }: Settings = {},
): number {
  const scanner = new StatementScanner(rules, Buffer.from(delimiter));
  scanner.restart();
  const bytes = Buffer.from(statement as string);
  for (let at = 0, end = 0, i = 0; ; i++) {
    end = Math.min(bytes.length, end + lengths[i % lengths.length]!);
    const found = scanner.find(bytes.subarray(at, end), 0, end === bytes.length);
    if (found !== -1) return at + found;
    at += scanner.reached;
    if (end === bytes.length) return -1;
  }
}

interface Settings {
  readonly delimiter?: string;
  readonly lengths?: readonly number[];
  readonly rules?: Dialect;
}

/** Things that hide delimiters, each whole in itself. */
const parts = fc.array(
  fc.constantFrom(
    "';'",
    "'\\';'",
    "''';'",
    "'\\\\'",
    '";"',
    '"\\";"',
    '"\';"',
    '`;`',
    '`\\`',
    '``',
    '-- ;\n',
    "-- '\n",
    '--\n',
    '# ;"\n',
    '/* ; */',
    "/*'*/",
    '/**/',
    '/***/',
    '/*!40101 ; */',
    "/*! ';*/' */",
    '/*M!100100 /* ; */ ; */',
    '/*!999999 ; */',
    ' ',
    'x',
    '1',
    '-',
    '- -',
    '/',
    '*',
    '(',
    '\\',
    '\n',
    "'\n;'",
    "'é'",
  ),
  { maxLength: 12 },
);

describe('the end of a statement', () => {
  it('is hidden by quotes and comments of all kinds, wherever the bytes are cut', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(parts, lengths, (some, cuts) => {
        // Neighbours may not come together to something else: `/` and `*`, or two strings.
        const statement = some.join(' ');
        expect(endOf(`${statement} ;';`), statement).toBe(Buffer.byteLength(statement) + 1);
        expect(endOf(`${statement} ;';`, { lengths: cuts }), statement).toBe(Buffer.byteLength(statement) + 1);
      }),
      { numRuns: runs(500) },
    );
  });

  it.each([';;', '//', '$$', 'end', '\\\\', '*/'])('is what DELIMITER says: %s', (delimiter) => {
    const statement = `SELECT 1; '${delimiter}' /* x */ ${delimiter[0]} `;
    for (const lengths of [[1e9], [1], [2, 3]])
      expect(endOf(statement + delimiter, { delimiter, lengths })).toBe(statement.length);
  });

  it('is the first delimiter where a longer text could be one', () => {
    expect(endOf('x;;;', { delimiter: ';;' })).toBe(1);
    expect(endOf('x; ;;', { delimiter: ';;', lengths: [1] })).toBe(3);
  });

  it.each([
    ['ANSI_QUOTES', dialectOf(true, true, undefined), '"\\" ;', 4],
    ['NO_BACKSLASH_ESCAPES', dialectOf(false, false, undefined), "'\\' ;", 4],
    ['gbk', dialectOf(false, true, 'gbk'), Buffer.from([0x27, 0xd5, 0x5c, 0x27, 0x3b]), 4],
  ])('depends on the dialect: %s', (_, rules, statement, end) => {
    for (const lengths of [[1e9], [1]]) expect(endOf(statement, { rules, lengths })).toBe(end);
  });

  it.each(["'x;", '"x;', '`x;', '/* x;', '-- x;', "'\\", '/*!40101 ;', ''])('is not there: %s', (statement) => {
    for (const lengths of [[1e9], [1]]) expect(endOf(statement, { lengths })).toBe(-1);
  });
});
