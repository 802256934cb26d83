import * as z from 'zod';

export const bucketOptions = z.strictObject({
  fields: z
    .array(z.string())
    .min(1)
    .describe('The columns and properties whose values together make a group, such as those of a flavour.')
    .meta({ examples: [['PROPERTIES.vcpus', 'PROPERTIES.memory_mb', 'PROPERTIES.root_gb']] }),
  k: z.int().min(2).max(1000).default(5).describe('Groups smaller than this are replaced.'),
  by: z
    .string()
    .optional()
    .describe(
      'What is counted in a group: the different values of this column. Without it, its records; then one busy project is a ' +
        'large group.',
    )
    .meta({ examples: ['PROJECT_ID'] }),
  replacement: z
    .enum(['other', 'null', 'larger'])
    .default('other')
    .describe(
      'What becomes of a rare combination: each of its values `other` or null; or `larger`, the smallest combination that is ' +
        'kept in which no number is smaller and no text another (compared in the order of `fields`), and null where there is none.',
    ),
});
export type BucketOptions = z.output<typeof bucketOptions>;
