import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fieldAt, fieldsOf, isSecretAt, keysAt } from '../../../pipeline/spec/option-schema.ts';

const field = (schema: z.ZodType) => fieldsOf(z.strictObject({ a: schema }))[0]!;

describe('types', () => {
  it.each<[z.ZodType, string]>([
    [z.string(), 'text'],
    [z.number(), 'number'],
    [z.int(), 'whole number'],
    [z.number().int(), 'whole number'],
    [z.int().min(1).default(5), 'whole number'],
    [z.boolean().default(false), 'true | false'],
    [z.enum(['a', 'b']).optional(), 'a | b'],
    [z.literal(false), 'false'],
    [z.literal(['x', 'y']), 'x | y'],
    [z.array(z.string()), 'list of text'],
    [z.array(z.enum(['a', 'b'])), 'list of (a | b)'],
    [z.tuple([z.string(), z.int()]), 'list of (text | whole number)'],
    [z.record(z.string(), z.array(z.string())), 'map of list of text'],
    [z.strictObject({ b: z.string() }), 'map'],
    [z.union([z.string(), z.array(z.string())]), 'text | list of text'],
    [z.union([z.string(), z.union([z.int(), z.string()])]).optional(), 'text | whole number'],
    [z.string().transform((text) => text.length), 'text'],
    [z.preprocess((value) => value, z.int()), 'whole number'],
    [z.string().pipe(z.coerce.number()), 'text'],
    [z.string().nullable(), 'text'],
    [z.lazy(() => z.string()), 'text'],
    [z.unknown(), 'anything'],
  ])('%#', (schema, type) => {
    expect(field(schema).type).toBe(type);
  });
});

describe('fields', () => {
  it('say whether they must be given, and what they are else', () => {
    expect(field(z.string())).toMatchObject({ required: true, defaultValue: undefined });
    expect(field(z.string().optional())).toMatchObject({ required: false, defaultValue: undefined });
    expect(field(z.string().default('x'))).toMatchObject({ required: false, defaultValue: 'x' });
    expect(field(z.string().min(1).default('x').describe('d'))).toMatchObject({
      required: false,
      defaultValue: 'x',
      description: 'd',
    });
  });

  it('carry their notes from any layer, the outermost first', () => {
    expect(field(z.string().describe('in').meta({ secret: true }).optional())).toMatchObject({
      description: 'in',
      secret: true,
    });
    expect(field(z.string().describe('in').optional().describe('out'))).toMatchObject({ description: 'out' });
    expect(field(z.union([z.string().meta({ path: true }), z.int()]))).toMatchObject({ path: true, secret: false });
    expect(
      field(
        z
          .string()
          .meta({ examples: ['x'] })
          .default('y'),
      ),
    ).toMatchObject({ examples: ['x'] });
  });

  it('hold those inside them, through unions and wrappers', () => {
    const schema = z.strictObject({
      a: z
        .union([
          z.array(z.string()),
          z.strictObject({ b: z.string().meta({ secret: true }), c: z.strictObject({ d: z.int() }) }),
        ])
        .optional(),
    });
    expect(keysAt(schema, [])).toEqual(['a']);
    expect(keysAt(schema, ['a'])).toEqual(['b', 'c']);
    expect(keysAt(schema, ['a', 'c'])).toEqual(['d']);
    expect(keysAt(schema, ['a', 'x'])).toEqual([]);
    expect(fieldAt(schema, ['a', 'c', 'd'])?.type).toBe('whole number');
    expect(fieldAt(schema, ['x', 'a'])).toBeUndefined();
    expect(isSecretAt(schema, ['a', 'b'])).toBe(true);
    expect(isSecretAt(schema, ['a', 'b', 'deeper'])).toBe(true);
    expect(isSecretAt(schema, ['a', 'c', 'd'])).toBe(false);
    expect(isSecretAt(schema, ['a'])).toBe(false);
  });

  it('are found behind refinements and transforms of the whole', () => {
    const schema = z
      .strictObject({ a: z.string() })
      .refine(() => true)
      .transform((value) => value);
    expect(keysAt(schema, [])).toEqual(['a']);
  });

  it('end where a schema contains itself', () => {
    const node: z.ZodType = z.strictObject({
      get next() {
        return node.optional();
      },
    });
    expect(fieldsOf(node)[0]?.name).toBe('next');
  });
});
