import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';

const column = { description: 'For a test.', sensitivity: 'public' } as const;

/** A record type with a column of each type. */
export const EVERY_TYPE: RecordType = {
  name: 'every-type',
  description: 'For a test.',
  columns: [
    { ...column, name: 'WHEN', type: 'time' },
    { ...column, name: 'HOW, LONG', type: 'seconds' },
    { ...column, name: 'SINCE', type: 'seconds', secondsBeforeEpoch: 'minus-one' },
    { ...column, name: 'COUNT', type: 'integer' },
    { ...column, name: 'WHO', type: 'text' },
    { ...column, name: 'WHAT', type: 'enum', values: ['RUN'] },
    { ...column, name: 'PROPERTIES', type: 'properties' },
  ],
  properties: [],
  order: ['WHEN'],
};

export const FULL: DataRecord = {
  WHEN: 1446699901_000250,
  'HOW, LONG': 4251901,
  SINCE: 0.5,
  COUNT: 12,
  WHO: 'o\'hara, "jo"',
  WHAT: 'RUN',
  PROPERTIES: { rack: 1, name: "it's", none: null },
};

export const NOTHING: DataRecord = Object.fromEntries(EVERY_TYPE.columns.map(({ name }) => [name, null]));
