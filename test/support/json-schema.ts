/**
 * The part of JSON Schema draft 7 that our own schema uses, as a validator: enough to see what an editor would mark. A word that
 * it does not know is an error, so that nothing passes unseen.
 */
type Schema = Record<string, unknown>;

const ANNOTATIONS = new Set(['$schema', 'title', 'description', 'default', 'examples', 'definitions', 'format']);

export function schemaErrors(root: Schema, value: unknown): string[] {
  return errorsAt(root, value, root, '');
}

function errorsAt(schema: Schema | boolean, value: unknown, root: Schema, path: string): string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path}: not allowed`];
  return Object.entries(schema).flatMap(([word, argument]) => {
    if (ANNOTATIONS.has(word)) return [];
    const check = WORDS[word];
    if (check === undefined) throw new Error(`the schema says ${word}, which the test does not know`);
    return check(argument as never, value, { root, path, schema });
  });
}

interface Context {
  readonly root: Schema;
  readonly path: string;
  readonly schema: Schema;
}

const isMap = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const must = (holds: boolean, { path }: Context, message: string): string[] => (holds ? [] : [`${path}: ${message}`]);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

const WORDS: Record<string, (argument: never, value: unknown, context: Context) => string[]> = {
  $ref: (ref: string, value, { root, path }) => {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, step) => (at as Schema)[step], root);
    return errorsAt(target as Schema, value, root, path);
  },
  type: (types: string | string[], value, context) => {
    const type = typeOf(value);
    const allowed = [types].flat();
    return must(
      allowed.includes(type) || (type === 'integer' && allowed.includes('number')),
      context,
      `not ${allowed}`,
    );
  },
  enum: (values: unknown[], value, context) => must(values.includes(value), context, `not one of ${values}`),
  const: (wanted: unknown, value, context) => must(value === wanted, context, `not ${wanted}`),
  pattern: (pattern: string, value, context) =>
    must(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), context, `does not match ${pattern}`),
  minLength: (length: number, value, context) =>
    must(typeof value !== 'string' || value.length >= length, context, 'too short'),
  minimum: (limit: number, value, context) => must(typeof value !== 'number' || value >= limit, context, 'too small'),
  maximum: (limit: number, value, context) => must(typeof value !== 'number' || value <= limit, context, 'too large'),
  exclusiveMinimum: (limit: number, value, context) =>
    must(typeof value !== 'number' || value > limit, context, 'too small'),
  minItems: (count: number, value, context) => must(!Array.isArray(value) || value.length >= count, context, 'too few'),
  items: (items: Schema, value, { root, path }) =>
    Array.isArray(value) ? value.flatMap((item, i) => errorsAt(items, item, root, `${path}/${i}`)) : [],
  minProperties: (count: number, value, context) =>
    must(!isMap(value) || Object.keys(value).length >= count, context, 'too few'),
  maxProperties: (count: number, value, context) =>
    must(!isMap(value) || Object.keys(value).length <= count, context, 'too many'),
  required: (keys: string[], value, context) =>
    isMap(value) ? keys.flatMap((key) => must(key in value, context, `lacks ${key}`)) : [],
  propertyNames: (names: Schema, value, { root, path }) =>
    isMap(value) ? Object.keys(value).flatMap((key) => errorsAt(names, key, root, `${path}/${key}`)) : [],
  properties: (properties: Record<string, Schema>, value, { root, path }) =>
    isMap(value)
      ? Object.entries(value).flatMap(([key, inner]) =>
          properties[key] === undefined ? [] : errorsAt(properties[key], inner, root, `${path}/${key}`),
        )
      : [],
  additionalProperties: (rest: Schema | boolean, value, { root, path, schema }) =>
    isMap(value)
      ? Object.entries(value).flatMap(([key, inner]) =>
          key in ((schema.properties as Schema | undefined) ?? {}) ? [] : errorsAt(rest, inner, root, `${path}/${key}`),
        )
      : [],
  allOf: (parts: Schema[], value, { root, path }) => parts.flatMap((part) => errorsAt(part, value, root, path)),
  not: (refused: Schema, value, context) =>
    must(errorsAt(refused, value, context.root, '').length > 0, context, 'what it may not be'),
  anyOf: (options: Schema[], value, context) =>
    must(
      options.some((option) => errorsAt(option, value, context.root, '').length === 0),
      context,
      'none of the choices',
    ),
};
