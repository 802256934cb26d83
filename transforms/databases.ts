import * as z from 'zod';

const database = z.string().min(1);
const novaDatabases = z
  .union([database.transform((name) => [name]), z.array(database).min(1)])
  .refine((names) => new Set(names).size === names.length, 'names a database twice');

const NOVA = ['nova', 'nova_cell0'];
const IRONIC = 'ironic';
const BLAZAR = 'blazar';

/** Where OpenStack's services keep their tables, as `databases:` in several stages. */
export const databasesOption = z
  .union([
    novaDatabases.transform((nova) => ({ nova, ironic: IRONIC, blazar: BLAZAR as string | null })),
    z.strictObject({
      nova: novaDatabases.prefault(NOVA).describe("Nova's databases, one per cell."),
      ironic: database.default(IRONIC).describe("Ironic's database."),
      blazar: database
        .nullable()
        .default(BLAZAR)
        .describe("Blazar's database; null for bare metal without Blazar, whose properties are then Ironic's."),
    }),
  ])
  .prefault({ nova: NOVA, ironic: IRONIC, blazar: BLAZAR })
  .describe("Which databases to read: a map by service, or a list of Nova's.")
  .meta({ examples: [['nova', 'nova_cell0'], { ironic: 'ironic', blazar: 'blazar' }] });

export type Databases = z.output<typeof databasesOption>;
