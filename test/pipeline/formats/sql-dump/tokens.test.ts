import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../../../pipeline/formats/sql-dump/dialect.ts';
import { RAN_OUT, Tokens } from '../../../../pipeline/formats/sql-dump/tokens.ts';

const dialect = dialectOf(false, true, undefined);

function tokensOf(text: string, ansiQuotes = false) {
  const tokens = new Tokens(Buffer.from(text), 0, 1000, dialectOf(ansiQuotes, true, undefined), true);
  const all: string[] = [];
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) all.push(`${token.kind} ${token.text}`);
  return all;
}

describe('tokens', () => {
  it('are words, names, strings and marks', () => {
    expect(tokensOf("a `b``\\c` 'd''\\n' \"e\"\"'\" (1.5,@x:=@@sql_mode)")).toEqual([
      'word a',
      'name b`\\c',
      "string d'\n",
      'double-quoted e"\'',
      'mark (',
      'word 1',
      'mark .',
      'word 5',
      'mark ,',
      'word @x',
      'mark :',
      'mark =',
      'word @@sql_mode',
      'mark )',
    ]);
  });

  it('in double quotes are names in ANSI mode', () => {
    expect(tokensOf('"a""\\b"', true)).toEqual(['name a"\\b']);
  });

  it('leave out comments, and keep what conditional ones hold', () => {
    expect(tokensOf('/* x */ a -- x\n/*!40101 b /* x */ c */ # x\n /*!999999 x */ d-- x')).toEqual([
      'word a',
      'word b',
      'word c',
      'word d',
    ]);
  });

  it('know where they stand', () => {
    const tokens = new Tokens(Buffer.from(' a `b`'), 0, 1000, dialect, true);
    expect([tokens.next()?.offset, tokens.offset, tokens.peek()?.offset, tokens.next()?.offset, tokens.offset]).toEqual(
      [1001, 1003, 1003, 1003, 1006],
    );
  });

  it('are passed one by one, by keyword or mark', () => {
    const tokens = new Tokens(Buffer.from('insert into `into` ('), 0, 0, dialect, true);
    expect(tokens.accept('REPLACE', 'INSERT')).toBe('INSERT');
    expect(tokens.accept('VALUES')).toBeUndefined();
    expect(tokens.accept('INTO')).toBe('INTO');
    expect(tokens.accept('INTO')).toBeUndefined();
    expect(tokens.name('a name')).toBe('into');
    expect([tokens.acceptMark(')'), tokens.acceptMark('('), tokens.acceptMark('(')]).toEqual([false, true, false]);
    expect(() => tokens.name('a name')).toThrow('expected a name');
  });

  it('up to a comma do not stop within parentheses', () => {
    const tokens = new Tokens(Buffer.from("a(b,c) ',' d, e"), 0, 0, dialect, true);
    expect(tokens.upToComma().map(({ text }) => text)).toEqual(['a', '(', 'b', ',', 'c', ')', ',', 'd']);
    expect(tokens.acceptMark(',')).toBe(true);
    expect(tokens.upToComma().map(({ text }) => text)).toEqual(['e']);
  });

  it('run out where more bytes might change them', () => {
    for (const text of ['', 'a', "'a", "'a'", "'a''", '`', ' ', '-', '/* x', '-- x', '/', '/*!4010']) {
      const next = (final: boolean) => new Tokens(Buffer.from(text), 0, 0, dialect, final).next();
      expect(() => next(false), text).toThrow(RAN_OUT);
      if (/['`]/.test(text) && text !== "'a'") expect(() => next(true), text).toThrow('expected a closing quote');
      else expect(() => next(true), text).not.toThrow();
    }
  });
});
