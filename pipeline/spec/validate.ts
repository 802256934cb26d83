import { resolve } from 'node:path';
import type { z } from 'zod';
import { PipelineError, toPipelineError } from '../errors.ts';
import { reportIssues, type Subject, UNSAID } from './issues.ts';
import { entryOf, type ScalarNode, type SpecNode, toValue } from './nodes.ts';
import { fieldsOf, markedScalars, ONCE } from './option-schema.ts';
import type { Redactor } from './redactor.ts';

export interface Validated {
  /** Checked and completed by the schema; undefined when something is wrong with it, which was told. */
  readonly value: unknown;
  /** What the user wrote, as it may be published: nothing secret or private, `${VAR}` as written, paths as written. */
  readonly shown: Readonly<Record<string, unknown>>;
}

/** Checks a map against a schema, tells every issue at its place, and makes the paths absolute. */
export function validate({ schema, node, place, owner, findings, redactor }: Omit<Subject, 'secrets'>): Validated {
  const secrets = node === undefined ? new Set<ScalarNode>() : markedScalars(schema, node, 'secret');
  for (const secret of secrets) {
    secret.place.source.blank(secret.place);
    if (secret.value !== null && !secret.unresolved) {
      secret.place.source.blankText(String(secret.value));
      redactor.addSecret(String(secret.value));
    }
  }
  const paths = node === undefined ? new Set<ScalarNode>() : markedScalars(schema, node, 'path');
  const written =
    node === undefined
      ? {}
      : toValue(node, (scalar) => (paths.has(scalar) ? absolute(scalar, redactor) : scalar.value));
  const hidden = new Set(node === undefined ? [] : [...secrets, ...markedScalars(schema, node, 'private')]);
  const result = parse(schema, written);
  if (result instanceof PipelineError) {
    findings.add(result.code, place, redactor.redact(result.message), { hint: result.hint, exitCode: result.exitCode });
    return { value: undefined, shown: {} };
  }
  const shown = node === undefined ? {} : toValue(node, (scalar) => (hidden.has(scalar) ? undefined : scalar.shown));
  if (result.success) {
    return {
      value: withDefaultPaths(schema, node, result.data, place.source.folder),
      shown: (withoutHoles(shown) ?? {}) as Record<string, unknown>,
    };
  }
  reportIssues(result.error.issues, { schema, node, place, owner, secrets, findings, redactor });
  return { value: undefined, shown: {} };
}

/** A schema's own functions may fail, too. */
function parse(schema: z.ZodType, written: unknown): z.ZodSafeParseResult<unknown> | PipelineError {
  try {
    return schema.safeParse(written, { error: () => UNSAID, ...ONCE });
  } catch (error) {
    return toPipelineError(error);
  }
}

/** Relative to the file that the path was written in. `-` is standard output or input. */
function absolute({ value, shown, place }: ScalarNode, redactor: Redactor): unknown {
  if (typeof value !== 'string') return value;
  const path = absolutePath(value, place.source.folder);
  if (value !== shown) redactor.add(path, String(shown));
  return path;
}

function absolutePath(path: string, folder: string): string {
  return path === '-' || path === '' ? path : resolve(folder, path);
}

/** Paths that nobody wrote, but the schema has as its default. */
function withDefaultPaths(schema: z.ZodType, node: SpecNode | undefined, value: unknown, folder: string): unknown {
  const defaults = fieldsOf(schema).filter(({ name, path }) => path && entryOf(node, name) === undefined);
  const paths = defaults.flatMap(({ name }) => {
    const path = (value as Record<string, unknown>)[name];
    return typeof path === 'string' ? [[name, absolutePath(path, folder)]] : [];
  });
  return paths.length === 0 ? value : { ...(value as object), ...Object.fromEntries(paths) };
}

/** Without what was secret, and without the maps and lists that this empties. */
function withoutHoles(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const items = Object.entries(value).map(([key, item]) => [key, withoutHoles(item)] as const);
  const kept = items.filter(([, item]) => item !== undefined);
  if (kept.length === 0 && items.length > 0) return undefined;
  return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
}
