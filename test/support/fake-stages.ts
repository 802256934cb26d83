import * as z from 'zod';
import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import type { Catalog } from '../../pipeline/spec/plan.ts';
import { type AnyStage, defineStage } from '../../pipeline/stage.ts';

/** Stages that look like the real ones from outside and do nothing: for tests of what is true of all pipelines. */

const never = () => {
  throw new Error('a fake stage was run');
};

const backups = defineStage({
  name: 'backups',
  kind: 'source',
  role: 'inputs',
  takes: 'nothing',
  gives: 'bytes',
  bounded: true,
  summary: 'Finds backups.',
  options: z.strictObject({
    path: z
      .union([z.string(), z.array(z.string())])
      .describe('Where they lie.')
      .meta({ path: true, examples: ['b/*.sql'] }),
    order: z.enum(['auto', 'timestamp', 'mtime', 'name']).default('auto').describe('Their order.'),
    timestamp: z.string().optional().describe('A regex.'),
    seek: z.boolean().default(false).describe('Whether to seek.'),
  }),
  example: '- backups: { path: "b/*.sql" }',
  async check({ path }, { warn }) {
    if (String(path).includes('odd')) warn('odd-backups', `${path} looks odd`);
    if (!String(path).includes('missing')) return [];
    return [
      new PipelineError('missing-input', ExitCode.missingInput, `nothing matches ${path}`, { hint: 'look again' }),
    ];
  },
  plan: never,
  open: never,
});

const sqlDump = defineStage({
  name: 'sql-dump',
  kind: 'source',
  role: 'reader',
  takes: 'bytes',
  gives: 'rows',
  summary: 'Reads dumps.',
  options: z.strictObject({ default_database: z.string().optional().describe('The database.') }),
  example: '- sql-dump',
  read: never,
});

const eventType: RecordType = {
  name: 'machine-event',
  description: 'An event.',
  columns: [
    { name: 'EVENT_TIME', type: 'time', description: 'when', sensitivity: 'quasi-identifier' },
    { name: 'HOST', type: 'text', description: 'who', sensitivity: 'identifier' },
    { name: 'PROPERTIES', type: 'properties', description: 'what', sensitivity: 'public' },
  ],
  properties: [{ name: 'rack', description: 'where', sensitivity: 'ordered' }],
  order: ['EVENT_TIME'],
};

const machineEvents = defineStage({
  name: 'machine-events',
  kind: 'transform',
  role: 'snapshots',
  takes: 'rows',
  gives: ({ notes }) =>
    notes
      ? {
          ...eventType,
          columns: [...eventType.columns, { name: 'NOTE', type: 'text', description: 'any', sensitivity: 'free-text' }],
        }
      : eventType,
  summary: 'Finds events.',
  options: z.strictObject({
    cloud: z.enum(['vm', 'baremetal']).describe('What the machines are.'),
    databases: z
      .union([z.array(z.string().min(1)).min(1), z.strictObject({ nova: z.string(), ironic: z.string().optional() })])
      .optional()
      .describe('Which databases.'),
    rack: z
      .strictObject({
        regex: z
          .string()
          .refine((text) => !text.startsWith('('), 'expected a regex without groups')
          .describe('What.'),
        group: z.int().min(0).default(0).describe('Which.'),
      })
      .optional()
      .describe('Where the rack is.'),
    notes: z.boolean().default(false).describe('Whether to keep notes.'),
  }),
  example: '- machine-events: { cloud: vm }',
  audit: { needs: never, fold: never },
  needs: never,
  map: never,
  compare: never,
  fold: never,
});

const mask = defineStage({
  name: 'mask',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  summary: 'Masks.',
  options: z.strictObject({
    method: z.enum(['sha2-salted', 'none']).default('sha2-salted').describe('How.'),
    salt: z
      .string()
      .min(4, 'the salt has fewer than four characters')
      .optional()
      .describe('With what.')
      .meta({ secret: true }),
    fields: z.array(z.string()).optional().describe('Which.'),
    kept: z.string().optional().describe('A file.').meta({ path: true }),
    server: z
      .strictObject({
        password: z.string().describe('The password.').meta({ secret: true }),
        port: z.int().default(1).describe('The port.'),
      })
      .optional()
      .describe('Not that a mask had one.'),
  }),
  example: '- mask',
  gives(taken, { fields, method }) {
    const unknown = fields?.find(
      (field) => ![...taken.columns, ...taken.properties].some(({ name }) => name === field),
    );
    if (unknown !== undefined) {
      throw new PipelineError('unknown-field', ExitCode.badPipeline, `${taken.name} has no field ${unknown}`, {
        hint: 'choose another',
      });
    }
    const treat = <C extends { name: string }>(column: C): C =>
      fields === undefined || fields.includes(column.name) ? { ...column, treatment: method } : column;
    return { ...taken, columns: taken.columns.map(treat), properties: taken.properties.map(treat) };
  },
  create: never,
});

const sinkOptions = z.strictObject({
  path: z.string().default('-').describe('Where to.').meta({ path: true }),
  compress: z.enum(['none', 'gz', 'zst']).default('none').describe('How.'),
});

const sink = (name: string): AnyStage =>
  defineStage({
    name,
    kind: 'sink',
    role: 'sink',
    takes: 'records',
    gives: 'nothing',
    summary: `Writes ${name}.`,
    options: sinkOptions,
    example: `- ${name}`,
    create: never,
  });

const stages: AnyStage[] = [backups, sqlDump, machineEvents, mask, sink('csv'), sink('jsonl')];

export const fakeCatalog: Catalog = catalogOf(stages);

export function catalogOf(all: readonly AnyStage[]): Catalog {
  return {
    names: () => all.map(({ name }) => name),
    load: async (name) => all.find((stage) => stage.name === name),
  };
}
