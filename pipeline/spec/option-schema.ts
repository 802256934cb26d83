/** What can be read out of a stage's zod schema: for checks, `describe`, the docs and the editor's schema alike. */
import type { z } from 'zod';
import { type ScalarNode, type SpecNode, scalarsIn } from './nodes.ts';

export interface OptionField {
  readonly name: string;
  /** For people: `text`, `a | b`, `list of whole number`. */
  readonly type: string;
  readonly required: boolean;
  /** Undefined when there is none. */
  readonly defaultValue: unknown;
  readonly description: string | undefined;
  readonly examples: readonly unknown[];
  readonly secret: boolean;
  readonly path: boolean;
  /** Of a map. */
  readonly fields: readonly OptionField[];
}

/** The little that is used of a zod 4 schema's definition; see "Library authors" in zod's documentation. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly getter?: () => z.ZodType;
  readonly entries?: Record<string, string | number>;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
  readonly checks?: readonly { _zod: { def: { format?: string } } }[];
  readonly format?: string;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

interface Meta {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly secret?: boolean;
  readonly path?: boolean;
  readonly private?: boolean;
}

/** What a schema may say of a value by `.meta()`. */
type Mark = 'secret' | 'path' | 'private';

/** The schemas that describe the same value as it is written: what is inside `optional`, `default`, a pipe. */
function layersOf(schema: z.ZodType): z.ZodType[] {
  const { innerType, in: input, out, getter } = definitionOf(schema);
  // `z.preprocess` is a pipe from a function, of which only the other end is known.
  const written = input !== undefined && definitionOf(input).type === 'transform' ? out : input;
  const inner = [innerType, written, getter?.()].filter((layer) => layer !== undefined);
  return [schema, ...inner.flatMap(layersOf)];
}

/** What is noted on a schema or inside its wrappers; the outermost note counts. */
function metaOf(schema: z.ZodType): Meta {
  return Object.assign(
    {},
    ...layersOf(schema)
      .toReversed()
      .map((layer) => layer.meta() ?? {}),
  );
}

/** Does a schema, or one of the kinds of values it takes, carry a mark? */
function isMarked(schema: z.ZodType, mark: Mark): boolean {
  return [schema, ...variantsOf(schema)].some((variant) => metaOf(variant)[mark] === true);
}

/** Every kind of value that a schema takes, out of its wrappers and unions. */
function variantsOf(schema: z.ZodType): z.ZodType[] {
  return layersOf(schema).flatMap((layer) => {
    const { options, left, right } = definitionOf(layer);
    const parts = options ?? [left, right].filter((part) => part !== undefined);
    return parts.length === 0 ? [layer] : parts.flatMap(variantsOf);
  });
}

/** A schema may contain itself; nobody writes options that deep. */
const DEEPEST = 6;

/** The options that a schema names, in its order. */
export function fieldsOf(schema: z.ZodType, depth = 0): OptionField[] {
  if (depth > DEEPEST) return [];
  const shapes = variantsOf(schema).map((variant) => definitionOf(variant).shape ?? {});
  return Object.entries(Object.assign({}, ...shapes) as Record<string, z.ZodType>).map(([name, field]) =>
    optionField(name, field, depth),
  );
}

/** Found out when it is asked for: a run wants to know little more of an option than whether it is a path. */
const optionField = (name: string, field: z.ZodType, depth: number): OptionField => ({
  name,
  get type() {
    return typeOf(field);
  },
  get required() {
    return field._zod.optin === undefined && !field.safeParse(undefined, ONCE).success;
  },
  get defaultValue() {
    return defaultOf(field);
  },
  get description() {
    return metaOf(field).description;
  },
  get examples() {
    return metaOf(field).examples ?? [];
  },
  get secret() {
    return isMarked(field, 'secret');
  },
  get path() {
    return isMarked(field, 'path');
  },
  get fields() {
    return fieldsOf(field, depth + 1);
  },
});

/** For schemas that check one value: zod would else generate and compile code for each, which pays from some hundred values on. */
export const ONCE = { jitless: true } as const;

function defaultOf(schema: z.ZodType): unknown {
  return layersOf(schema)
    .map((layer) => definitionOf(layer).defaultValue)
    .find((value) => value !== undefined);
}

const PLAIN_TYPES: Record<string, string> = {
  string: 'text',
  number: 'number',
  int: 'whole number',
  boolean: 'true | false',
  null: 'nothing',
  unknown: 'anything',
  any: 'anything',
};

function typeOf(schema: z.ZodType): string {
  const variants = variantsOf(schema).filter((variant) => {
    const { innerType, in: input, type, getter } = definitionOf(variant);
    return innerType === undefined && input === undefined && getter === undefined && type !== 'transform';
  });
  return [...new Set(variants.map(typeOfVariant))].join(' | ');
}

function typeOfVariant(schema: z.ZodType): string {
  const { type, entries, values, element, items, valueType, format, checks = [] } = definitionOf(schema);
  if (entries !== undefined) return Object.values(entries).join(' | ');
  if (values !== undefined) return values.map(String).join(' | ');
  if (element !== undefined) return `list of ${grouped(typeOf(element))}`;
  if (items !== undefined) return `list of ${grouped([...new Set(items.map(typeOf))].join(' | '))}`;
  if (type === 'record' && valueType !== undefined) return `map of ${grouped(typeOf(valueType))}`;
  if (type === 'object') return 'map';
  if (type === 'number' && [format, ...checks.map((check) => check._zod.def.format)].includes('safeint')) {
    return 'whole number';
  }
  return PLAIN_TYPES[type] ?? type;
}

const grouped = (type: string): string => (type.includes(' | ') ? `(${type})` : type);

/** All scalars of a node whose option, or a part of it, carries a mark in the schema. */
export function markedScalars(schema: z.ZodType, node: SpecNode, mark: Mark): Set<ScalarNode> {
  const found = new Set<ScalarNode>();
  walk(schema, node);
  return found;

  function walk(at: z.ZodType, value: SpecNode): void {
    if (isMarked(at, mark) && !isUnmarkedMap(at, value)) {
      for (const scalar of scalarsIn(value)) found.add(scalar);
      return;
    }
    for (const variant of variantsOf(at)) {
      const { shape, valueType, element, items } = definitionOf(variant);
      // A list or a word where a map with a secret belongs: it may be the secret itself.
      if (
        mark === 'secret' &&
        value.kind !== 'map' &&
        Object.values(shape ?? {}).some((inner) => isMarked(inner, mark))
      ) {
        for (const scalar of scalarsIn(value)) found.add(scalar);
      }
      if (value.kind === 'map') {
        for (const entry of value.entries) {
          const inner = shape?.[entry.key] ?? valueType;
          if (inner !== undefined) walk(inner, entry.value);
        }
      } else if (value.kind === 'list') {
        value.items.forEach((item, i) => {
          const inner = element ?? items?.[i];
          if (inner !== undefined) walk(inner, item);
        });
      }
    }
  }

  /** A map that may stand in place of a marked text: only parts of it may be marked. */
  function isUnmarkedMap(at: z.ZodType, value: SpecNode): boolean {
    if (value.kind !== 'map' || metaOf(at)[mark] === true) return false;
    return variantsOf(at).some(
      (variant) => definitionOf(variant).shape !== undefined && metaOf(variant)[mark] !== true,
    );
  }
}

/** The option that a path of keys leads to. */
export function fieldAt(schema: z.ZodType, path: readonly PropertyKey[]): OptionField | undefined {
  let fields: readonly OptionField[] = fieldsOf(schema);
  let field: OptionField | undefined;
  for (const step of path) {
    field = fields.find(({ name }) => name === step);
    fields = field?.fields ?? [];
  }
  return field;
}

/** The keys that a schema knows for the map at a path; none where it takes no map, or one of any keys. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const fields = path.length === 0 ? fieldsOf(schema) : (fieldAt(schema, path)?.fields ?? []);
  return fields.map(({ name }) => name);
}

/** Does the option at a path, or anything around it, carry the secret mark? */
export function isSecretAt(schema: z.ZodType, path: readonly PropertyKey[]): boolean {
  return path.some((_, i) => fieldAt(schema, path.slice(0, i + 1))?.secret === true);
}
