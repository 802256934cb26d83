import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Source } from '../../../pipeline/spec/source.ts';

const source = (text: string) => new Source('p.yaml', text, '/');

describe('locate', () => {
  it('counts lines and columns from 1', () => {
    const text = 'ab\n\ncd\r\ne';
    const places = [...text, ''].map((_, offset) => source(text).locate(offset));
    expect(places.map(({ line, column }) => `${line}:${column}`).join(' ')).toBe(
      '1:1 1:2 1:3 2:1 3:1 3:2 3:3 3:4 4:1 4:2',
    );
  });

  it('names no line where there is none', () => {
    expect(new Source('command line', '--set a.b=c', '/', false).locate(6)).toEqual({ file: 'command line' });
  });
});

describe('blank', () => {
  it('hides a stretch, and its length', () => {
    const text = 'a: [one, two, three]';
    const long = source(text);
    long.blank(long.place(text.indexOf('two'), text.indexOf('two') + 3));
    expect(long.excerpt(text.indexOf('three'), 5)).toEqual({ text: 'a: [one, •••, three]', start: 14, width: 5 });
    expect(long.excerpt(text.indexOf('two'), 3)).toEqual({ text: 'a: [one, •••, three]', start: 9, width: 3 });
  });

  it('hides every line of a stretch', () => {
    const text = 'a: |\n  one\n  two\nb: 1';
    const blanked = source(text);
    blanked.blank(blanked.place(3, text.indexOf('b')));
    expect(blanked.excerpt(0, 1).text).toBe('a: •••');
    expect(blanked.excerpt(text.indexOf('one'), 1).text).toBe('  •••');
    expect(blanked.excerpt(text.indexOf('two'), 1).text).toBe('  •••');
    expect(blanked.excerpt(text.indexOf('b'), 1).text).toBe('b: 1');
  });

  it('hides what reads like a secret without being told', () => {
    expect(source('- mask: { slat: hush, method: nne }').excerpt(29, 3)).toEqual({
      text: '- mask: { slat: •••, method: nne }',
      start: 28,
      width: 3,
    });
  });

  it('shows where a secret comes from, but no default', () => {
    for (const shown of ['"${SALT}"', '${SALT}', "'${SALT:?set it}'", '"${file:/run/salt}"']) {
      expect(source(`salt: ${shown}`).excerpt(0, 4).text).toBe(`salt: ${shown}`);
    }
    for (const hidden of ['"${SALT:-hush}"', '"x${SALT}"', '"${SALT} ${B:-x}"', '"${SALT}x"']) {
      expect(source(`salt: ${hidden}`).excerpt(0, 4).text).toBe('salt: •••');
    }
  });

  it('shows no blanked character in any excerpt', () => {
    const blanks = fc.array(fc.tuple(fc.nat(40), fc.nat(12)), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z\n]{0,40}$/),
        blanks,
        fc.nat(40),
        fc.nat(10),
        (text, ranges, offset, length) => {
          const blanked = source(text);
          const hidden = new Set<number>();
          for (const [start, size] of ranges) {
            blanked.blank({ source: blanked, offset: start, length: size });
            for (let i = start; i < start + size; i++) hidden.add(i);
          }
          const at = Math.min(offset, text.length);
          const lineStart = text.slice(0, at).lastIndexOf('\n') + 1;
          const line = text.slice(lineStart).split('\n')[0] ?? '';
          const visible = [...line].filter((_, i) => !hidden.has(lineStart + i)).join('');
          const excerpt = blanked.excerpt(at, length);
          expect(excerpt.text.replaceAll('•••', '')).toBe(visible);
          expect(excerpt.width).toBeGreaterThan(0);
        },
      ),
    );
  });
});
