import fc from 'fast-check';

/** A change to a file: what storage, editors and broken programs do. `at` is a fraction of the length. */
type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number };

const at = fc.double({ min: 0, max: 1, noNaN: true });
const TEXTS = [
  "'",
  '"',
  '\\',
  '`',
  ';',
  '(',
  ')',
  ',',
  '/*',
  '*/',
  '-- ',
  '#',
  '\n',
  '\0',
  'INSERT INTO t VALUES (',
  'USE ',
  'DELIMITER $$\n',
  'SET NAMES ',
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('insert' as const), at, text: fc.constantFrom(...TEXTS) }),
  fc.record({ kind: fc.constant('delete' as const), at, length: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at, length: fc.integer({ min: 1, max: 200 }) }),
);

/** A few changes to a file. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 4 });

export function mutate(bytes: Buffer, changes: readonly Mutation[]): Buffer {
  let result = bytes;
  for (const change of changes) {
    const place = Math.floor(change.at * result.length);
    const [before, behind] = [result.subarray(0, place), result.subarray(place)];
    switch (change.kind) {
      case 'flip':
        result = Buffer.concat([before, Buffer.from([change.byte]), behind.subarray(1)]);
        break;
      case 'insert':
        result = Buffer.concat([before, Buffer.from(change.text), behind]);
        break;
      case 'delete':
        result = Buffer.concat([before, behind.subarray(change.length)]);
        break;
      case 'repeat':
        result = Buffer.concat([before, behind.subarray(0, change.length), behind]);
        break;
    }
  }
  return result;
}
