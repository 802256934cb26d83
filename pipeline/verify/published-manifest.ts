import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';

const columnSchema = z.looseObject({
  name: z.string(),
  type: z.enum(['time', 'seconds', 'integer', 'text', 'enum', 'properties']).optional(),
  nullable: z.boolean().optional(),
  values: z.array(z.string()).optional(),
  treatment: z.string(),
});

const outputSchema = z.looseObject({
  file: z
    .string()
    .refine((file) => basename(file) === file && file !== '', 'expected the name of a file, without a folder'),
  records: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  format: z.looseObject({ sink: z.string(), dialect: z.string().optional() }),
  schema: z.looseObject({
    recordType: z.string(),
    columns: z.array(columnSchema).min(1),
    properties: z.array(columnSchema),
    order: z.array(z.string()),
  }),
});

/** What of a manifest is needed to check its outputs; it may hold more. */
const manifestSchema = z.looseObject({ manifestVersion: z.literal(1), outputs: z.array(outputSchema) });

export type PublishedOutput = z.output<typeof outputSchema>;
export type PublishedColumn = z.output<typeof columnSchema>;
export type PublishedManifest = z.output<typeof manifestSchema>;

/** The manifest in a file, or what is wrong with it. */
export async function readManifest(path: string): Promise<PublishedManifest | string[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return ['expected JSON, found something else'];
    throw error;
  }
  const parsed = manifestSchema.safeParse(value);
  return parsed.success
    ? parsed.data
    : parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
}
