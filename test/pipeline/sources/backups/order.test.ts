import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, warnOfOrder } from '../../../../pipeline/sources/backups/order.ts';
import type { TimedCandidate } from '../../../../pipeline/sources/backups/times.ts';
import { planContext } from '../../../support/backup-folder.ts';

const candidate = (path: string, time: number, modified: number | undefined = 0, member?: string): TimedCandidate => ({
  path,
  name: path,
  time,
  modified,
  size: 1,
  baseNames: [path],
  ...(member !== undefined && { member }),
});

const candidates = fc.array(
  fc
    .tuple(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.integer({ min: 0, max: 20 }),
      fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    )
    .map(([path, time, modified]) => candidate(path, time, modified)),
);

const paths = (sorted: readonly TimedCandidate[]) => sorted.map(({ path }) => path);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('inOrder', () => {
  it('does not depend on the order in which files were found', () => {
    fc.assert(
      fc.property(candidates, fc.constantFrom('auto', 'timestamp', 'mtime', 'name'), (found, order) => {
        const options = { order, timestamp: '(x)' } as const;
        expect(inOrder(found.toReversed(), options).map(({ path, time }) => [time, path])).toEqual(
          inOrder(found, options).map(({ path, time }) => [time, path]),
        );
      }),
    );
  });

  it('sorts by the key, then by path as its bytes', () => {
    fc.assert(
      fc.property(candidates, (found) => {
        const keys = {
          time: (one: TimedCandidate) => one.time,
          file: (one: TimedCandidate) => one.modified ?? one.time,
          name: () => 0,
        };
        const check = (
          order: 'auto' | 'timestamp' | 'mtime' | 'name',
          timestamp: string | undefined,
          key: keyof typeof keys,
        ) => {
          const sorted = inOrder(found, { order, timestamp });
          const expected = found.toSorted((a, b) => keys[key](a) - keys[key](b) || byBytes(a.path, b.path));
          expect(paths(sorted)).toEqual(paths(expected));
        };
        check('auto', '(x)', 'time');
        check('timestamp', '(x)', 'time');
        check('auto', undefined, 'file');
        check('mtime', '(x)', 'file');
        check('name', undefined, 'name');
      }),
    );
  });

  it('sorts members of an archive by their paths', () => {
    const sorted = inOrder([candidate('a', 1, 1, 'z'), candidate('b', 1, 1), candidate('a', 1, 1, 'm')], {
      order: 'auto',
      timestamp: undefined,
    });
    expect(sorted.map(({ path, member }) => [path, member])).toEqual([
      ['a', 'm'],
      ['a', 'z'],
      ['b', undefined],
    ]);
  });

  it('sorts numbers as numbers', () => {
    const sorted = inOrder([candidate('a', 1_000_000), candidate('b', 999_999), candidate('c', -5)], {
      order: 'auto',
      timestamp: '(x)',
    });
    expect(paths(sorted)).toEqual(['c', 'b', 'a']);
  });
});

describe('warnOfOrder', () => {
  const warnings = (...sorted: TimedCandidate[]) => {
    const context = planContext();
    warnOfOrder(sorted, context);
    return context.warnings.map((warning) => warning.replace(/: .*: /, ' '));
  };

  it('is content with times that rise', () => {
    expect(warnings(candidate('a', 1), candidate('b', 2), candidate('c', 3))).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it('tells of equal times, also of those that do not stand together', () => {
    expect(warnings(candidate('a', 1), candidate('b', 1), candidate('c', 2), candidate('d', 2))).toEqual([
      'same-snapshot-time b, d',
    ]);
    expect(warnings(candidate('a', 2), candidate('b', 1), candidate('c', 2))).toEqual([
      'same-snapshot-time c',
      'times-go-backwards b',
    ]);
  });

  it('tells of times that run backwards', () => {
    expect(warnings(candidate('a', 3), candidate('b', 1), candidate('c', 2))).toEqual(['times-go-backwards b']);
  });
});
