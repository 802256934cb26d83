import { describe, expect, it } from 'vitest';
import {
  BLOCK_COMMENT,
  CONDITIONAL,
  commentAt,
  conditionalBody,
  LINE_COMMENT,
  NO_COMMENT,
  UNDECIDED,
} from '../../../../pipeline/formats/sql-dump/comments.ts';

describe('what begins like a comment', () => {
  it.each([
    ['# x', LINE_COMMENT],
    ['-- x', LINE_COMMENT],
    ['--\n', LINE_COMMENT],
    ['--\t', LINE_COMMENT],
    ['--x ', NO_COMMENT],
    ['-1', NO_COMMENT],
    ['/ 2', NO_COMMENT],
    ['/* x */', BLOCK_COMMENT],
    ['/**/', BLOCK_COMMENT],
    ['/*+ x */', BLOCK_COMMENT],
    ['/*Mx */', BLOCK_COMMENT],
    ['/*!40101 SET x */', CONDITIONAL],
    ['/*!080000 SET x */', CONDITIONAL],
    ['/*! SET x */     ', CONDITIONAL],
    ['/*M!100100 SET x */', CONDITIONAL],
    ['/*M! SET x */     ', CONDITIONAL],
    ['/*M!999999\\- x */', BLOCK_COMMENT],
    ['/*!999999 x */', BLOCK_COMMENT],
    ['x', NO_COMMENT],
  ])('%j', (text, kind) => {
    const bytes = Buffer.from(`'${text}`);
    expect(commentAt(bytes, 1, false)).toBe(kind);
    for (let end = 2; end < bytes.length; end++)
      expect([UNDECIDED, kind]).toContain(commentAt(bytes.subarray(0, end), 1, false));
  });

  it('is told by what there is when nothing follows', () => {
    const atEnd = ['-', '--', '/', '/*', '/*!', '/*M', '/*!9'].map((text) => commentAt(Buffer.from(text), 0, true));
    expect(atEnd).toEqual([
      NO_COMMENT,
      LINE_COMMENT,
      NO_COMMENT,
      BLOCK_COMMENT,
      CONDITIONAL,
      BLOCK_COMMENT,
      CONDITIONAL,
    ]);
  });
});

describe('the body of a conditional comment', () => {
  it.each([
    ['/*!40101SET */', 'SET */'],
    ['/*!080000SET */', 'SET */'],
    ['/*!1234 */', '1234 */'],
    ['/*!1234567 */', '7 */'],
    ['/*! SET */', ' SET */'],
    ['/*M!100100 SET */', ' SET */'],
  ])('%s', (text, body) => {
    expect(text.slice(conditionalBody(Buffer.from(text), 0))).toBe(body);
  });
});
