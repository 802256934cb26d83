import { describe, expect, it } from 'vitest';
import { Source } from '../../../pipeline/spec/source.ts';

const source = (text: string) => new Source('p.yaml', text, '/');

/** The excerpt with its mark below, as rendered. */
function marked(text: string, wanted: string, from = 0): string {
  const at = text.indexOf(wanted, from);
  const excerpt = source(text).excerpt(at, wanted.length);
  return `${excerpt.text}\n${' '.repeat(excerpt.start)}${'^'.repeat(excerpt.width)}`;
}

describe('excerpt', () => {
  it('marks what is meant', () => {
    expect(marked('a: 1\nbc: 22\nd: 3', '22')).toBe('bc: 22\n    ^^');
  });

  it('keeps its mark in place behind tabs, wide and combining characters', () => {
    expect(marked('\ta: x', 'x')).toBe('  a: x\n     ^');
    expect(marked('機械: x', 'x')).toBe('機械: x\n      ^');
    expect(marked('🚀: x', 'x')).toBe('🚀: x\n    ^');
    expect(marked('e\u0301: x', 'x')).toBe('e\u0301: x\n   ^');
  });

  it('shows control characters as such, and no carriage return', () => {
    expect(marked('a: \u001b[31mx\r\nb', 'x')).toBe('a: \u{fffd}[31mx\n        ^');
  });

  it('stays on the line', () => {
    expect(marked('ab: |\n  x\n', '|\n  x')).toBe('ab: |\n    ^');
    expect(marked('', '')).toBe('\n^');
    expect(source('ab').excerpt(2, 1)).toEqual({ text: 'ab', start: 2, width: 1 });
  });

  it('cuts a long line around the mark', () => {
    const text = `${'a'.repeat(300)}MARK${'b'.repeat(300)}`;
    const excerpt = source(text).excerpt(300, 4);
    expect(excerpt.text).toMatch(/^…a+MARKb+…$/u);
    expect(excerpt.text.length).toBeLessThan(115);
    expect(excerpt.text.slice(excerpt.start, excerpt.start + excerpt.width)).toBe('MARK');
    const atStart = source(text).excerpt(0, 1);
    expect(atStart).toMatchObject({ start: 0, width: 1 });
    expect(atStart.text).toMatch(/^a+…$/u);
    const atEnd = source(text).excerpt(603, 1);
    expect(atEnd.text).toMatch(/^…b+$/u);
    expect(atEnd.text.slice(atEnd.start)).toBe('b');
  });
});
