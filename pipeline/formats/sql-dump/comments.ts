/** Comments, and the conditional ones whose content counts as SQL, like `!40101 SET NAMES utf8` between comment marks. */
import { HASH, isDigit, MINUS, SLASH, SPACE, STAR } from './bytes.ts';

/** The bytes at hand do not tell. */
export const UNDECIDED = -1;
export const NO_COMMENT = 0;
/** To the end of the line. */
export const LINE_COMMENT = 1;
/** To the next star and slash. */
export const BLOCK_COMMENT = 2;
/** Begins with star and exclamation mark: what is in it is executed by servers of a version, so it is read like any SQL. */
export const CONDITIONAL = 3;

const EXCLAMATION = 0x21;
const CAPITAL_M = 0x4d;
const VERSION_DIGITS = 6;

/**
 * No server is that new. mariadb-dump relies on it: its first line, `M!999999\- enable the sandbox mode`, is to be taken for a
 * comment by every server.
 */
const NO_SUCH_VERSION = 999999;

export const COMMENT_END = Buffer.from('*/');

/** What begins at `at`. */
export function commentAt(bytes: Buffer, at: number, final: boolean): number {
  const first = bytes[at];
  if (first === HASH) return LINE_COMMENT;
  if (first !== MINUS && first !== SLASH) return NO_COMMENT;
  const second = bytes[at + 1];
  if (second === undefined) return final ? NO_COMMENT : UNDECIDED;
  if (first === MINUS) {
    if (second !== MINUS) return NO_COMMENT;
    const third = bytes[at + 2];
    if (third === undefined) return final ? LINE_COMMENT : UNDECIDED;
    // `5--3` is arithmetic: only `--` before white space is a comment in MySQL.
    return third <= SPACE || third === 0x7f ? LINE_COMMENT : NO_COMMENT;
  }
  if (second !== STAR) return NO_COMMENT;
  const mark = bytes[at + 2] === CAPITAL_M ? at + 3 : at + 2;
  if (mark < bytes.length && bytes[mark] !== EXCLAMATION) return BLOCK_COMMENT;
  if (mark + VERSION_DIGITS >= bytes.length && !final) return UNDECIDED;
  if (mark >= bytes.length) return BLOCK_COMMENT;
  const body = conditionalBody(bytes, at);
  return Number(bytes.toString('latin1', mark + 1, body)) === NO_SUCH_VERSION ? BLOCK_COMMENT : CONDITIONAL;
}

/** Where the content of the conditional comment at `at` begins: behind a version of five or six digits, if it has one. */
export function conditionalBody(bytes: Buffer, at: number): number {
  const start = bytes[at + 2] === CAPITAL_M ? at + 4 : at + 3;
  let end = start;
  while (end < start + VERSION_DIGITS && isDigit(bytes[end])) end++;
  return end - start >= 5 ? end : start;
}

/** Is there a star and a slash at `at`? They close a conditional comment. */
export const isCommentEnd = (bytes: Buffer, at: number): boolean => bytes[at] === STAR && bytes[at + 1] === SLASH;
