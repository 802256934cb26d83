import * as z from 'zod';

export const sqlDumpOptions = z.strictObject({
  default_database: z
    .string()
    .min(1)
    .optional()
    .describe('The database of tables that no USE statement comes before, as in a dump of a single database.')
    .meta({ examples: ['nova'] }),
});
