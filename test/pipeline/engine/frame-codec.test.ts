import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../pipeline/engine/frame-codec.ts';

const throughJson = (items: unknown[]): unknown => JSON.parse(JSON.stringify(items));
const through = (items: unknown[]): unknown => decodeFrame(encodeFrame(items));

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a', 'b', '', '{"a":1}', '{{"a":1}', '"x'),
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(null, true, -0, 2 ** 53, -(2 ** 52), 1.7e15, 1e300),
);
const value = fc.oneof(scalar, fc.dictionary(fc.string(), scalar, { maxKeys: 3 }), fc.array(scalar, { maxLength: 3 }));
const keyed = fc
  .uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 5 })
  .chain((keys) =>
    fc.array(fc.tuple(...keys.map(() => value)).map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]])))),
  );
const rows = fc
  .integer({ min: 0, max: 5 })
  .chain((length) => fc.array(fc.array(value, { minLength: length, maxLength: length })));

describe('a frame', () => {
  it.each([
    ['objects of one shape', keyed],
    ['arrays of one length', rows],
    ['anything, mixed', fc.array(fc.oneof(value, fc.object({ maxDepth: 2 })))],
  ])('gives back %s as JSON does', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown[]>, (items) => {
        expect(through(items)).toEqual(throughJson(items));
        expect(JSON.stringify(through(items))).toBe(JSON.stringify(throughJson(items)));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the order of items of several shapes', () => {
    const items = [[1, 'a'], { x: 1, y: 2 }, [2, 'b'], [1], { y: 1, x: 2 }, { x: 3, y: 4 }];
    expect(JSON.stringify(through(items))).toBe(JSON.stringify(items));
  });

  it('leaves out what JSON leaves out', () => {
    const items = [{ a: undefined, b: 1 }, { a: 1, b: 2 }, [undefined, Number.NaN]];
    expect(JSON.stringify(through(items))).toBe(JSON.stringify(items));
  });

  it('keeps a key that cannot be assigned', () => {
    const items = [JSON.parse('{"__proto__": 1, "a": 2}'), JSON.parse('{"a": {"__proto__": 1}}')];
    expect(JSON.stringify(through(items))).toBe(JSON.stringify(items));
  });

  it('gives each item what it may change', () => {
    const properties = { rack: 1 };
    const [first, second] = through([{ properties }, { properties }]) as { properties: { rack: number } }[];
    first!.properties.rack = 2;
    expect(second).toEqual({ properties: { rack: 1 } });
  });

  it('is far smaller than JSON for the records of a trace', () => {
    const records = Array.from({ length: 512 }, (_, i) => ({
      START_TIME: 1_700_000_000_000_000 + i * 1_000_000,
      EVENT: 'compute__do_build_and_run_instance',
      HOST: `host-${i % 40}`,
      PROPERTIES: { vcpus: i % 4, memory_mb: 2048 },
    }));
    expect(encodeFrame(records).length).toBeLessThan(JSON.stringify(records).length / 4);
  });
});
