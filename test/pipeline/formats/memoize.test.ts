import { expect, test } from 'vitest';
import { memoize } from '../../../pipeline/formats/memoize.ts';

function counted(limit: number) {
  const computed: string[] = [];
  const answer = memoize((text) => {
    computed.push(text);
    return text.toUpperCase();
  }, limit);
  return { answer, computed };
}

test('computes an answer once while it is among the recent ones', () => {
  const { answer, computed } = counted(3);
  for (const text of ['a', 'b', 'c', 'a', 'b', 'c']) expect(answer(text)).toBe(text.toUpperCase());
  expect(computed).toEqual(['a', 'b', 'c']);
});

test('keeps what is asked for again and again, however much goes by', () => {
  const { answer, computed } = counted(3);
  for (let i = 0; i < 100; i++) {
    answer(String(i));
    answer('often');
  }
  expect(computed.filter((text) => text === 'often')).toHaveLength(1);
});

test('forgets what was not asked for within twice the limit', () => {
  const { answer, computed } = counted(3);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'a']) answer(text);
  expect(computed.filter((text) => text === 'a')).toHaveLength(2);
});

test('an answer that could not be computed is not taken from the text before', () => {
  const answer = memoize((text) => {
    if (text === 'bad') throw new Error('no answer');
    return text;
  }, 3);
  answer('good');
  for (let i = 0; i < 2; i++) expect(() => answer('bad')).toThrow('no answer');
  expect(answer('good')).toBe('good');
});

test('the empty text is computed like any other, and not before it is asked for', () => {
  const { answer, computed } = counted(3);
  expect(computed).toEqual([]);
  expect(answer('')).toBe('');
  expect(computed).toEqual(['']);
});
