import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import { csvEncoder } from '../../sinks/csv.ts';
import { jsonlEncoder } from '../../sinks/jsonl.ts';
import { EVERY_TYPE, FULL, NOTHING } from '../support/record-of-every-type.ts';

const size = { cores: 1 };
/** Values that neighbours share, equal ones and the same object among them. */
const record: fc.Arbitrary<DataRecord> = fc.record({
  WHEN: fc.constantFrom(null, 0, 1_000_000),
  WHO: fc.constantFrom(null, '', 'a', 'a,"b"', 'None', '0'),
  COUNT: fc.constantFrom(null, 0, 1),
  PROPERTIES: fc.constantFrom(null, {}, size, { ...size }, { cores: 2 }),
});

test.each([
  ['csv', csvEncoder],
  ['jsonl', jsonlEncoder],
])('%s spells a record the same whatever stood before it', (_, encoder) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.constantFrom(FULL, NOTHING, {}))), (records) => {
      for (const dialect of ['default', 'starcompactor'] as const) {
        const one = encoder(EVERY_TYPE, dialect);
        const alone = records.map((record) => encoder(EVERY_TYPE, dialect).encode([record]));
        expect(one.encode(records)).toBe(alone.join(''));
      }
    }),
  );
});
