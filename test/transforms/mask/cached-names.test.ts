import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cachedNames } from '../../../transforms/mask/cached-names.ts';

function counted(limit: number) {
  const computed: string[] = [];
  const answer = cachedNames((text) => {
    computed.push(text);
    return `<${text}>`;
  }, limit);
  return { answer, computed };
}

test('answers as the function does, whatever is forgotten in between', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b', 'é', '') })), (texts) => {
      const { answer } = counted(4);
      for (const text of texts) expect(answer(text)).toBe(`<${text}>`);
    }),
  );
});

test('computes most names once, and those that come again at once never twice', () => {
  const { answer, computed } = counted(1024);
  for (let round = 0; round < 10; round++) for (let i = 0; i < 100; i++) answer(`node-${i}.example.org`);
  expect(new Set(computed).size).toBe(100);
  expect(computed.length).toBeLessThan(200);
  const before = computed.length;
  for (let i = 0; i < 10; i++) answer('node-7.example.org');
  expect(computed.length - before).toBeLessThanOrEqual(1);
});

test('two names in one place do not drive each other out', () => {
  const { answer, computed } = counted(2);
  for (let i = 0; i < 10; i++) for (const name of ['a', 'b']) answer(name);
  expect(computed).toEqual(['a', 'b']);
});

test('an error is passed on, and nothing remembered of it', () => {
  let fail = true;
  const answer = cachedNames((text) => {
    if (fail) throw new Error('not now');
    return text;
  }, 2);
  expect(() => answer('a')).toThrow('not now');
  fail = false;
  expect(answer('a')).toBe('a');
});
