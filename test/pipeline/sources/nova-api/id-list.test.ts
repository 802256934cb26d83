import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdList, isUuid } from '../../../../pipeline/sources/nova-api/id-list.ts';

describe('a list of ids', () => {
  it('keeps each once, in order', () => {
    // Few distinct first words, so that many hash to one place.
    const id = fc
      .tuple(fc.nat(5), fc.nat(300))
      .map(([a, b]) => `0000000${a}-0000-4000-8000-${b.toString(16).padStart(12, '0')}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(id, fc.uuid()), { maxLength: 3000 }), (ids) => {
        const list = new IdList();
        const set = new Set<string>();
        for (const one of ids) {
          expect(list.add(one)).toBe(!set.has(one));
          set.add(one);
        }
        expect(list.length).toBe(set.size);
        expect(Array.from({ length: list.length }, (_, i) => list.at(i))).toEqual([...set]);
      }),
      { numRuns: 30 },
    );
  });

  it('does not mind letters of any case', () => {
    const list = new IdList();
    expect(list.add('ABCDEF01-2345-6789-abcd-ef0123456789')).toBe(true);
    expect(list.add('abcdef01-2345-6789-ABCD-EF0123456789')).toBe(false);
    expect(list.at(0)).toBe('abcdef01-2345-6789-abcd-ef0123456789');
  });
});

it.each(['', 'x', 5, undefined, '../../flavors', 'abcdef01-2345-6789-abcd-ef012345678'])('%s is no UUID', (text) => {
  expect(isUuid(text)).toBe(false);
});
