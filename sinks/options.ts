import * as z from 'zod';

/** The options of every sink that writes text. */
export const textSinkOptions = {
  path: z
    .string()
    .min(1)
    .default('-')
    .describe('The file to write, which appears whole or not at all; `-` is standard output.')
    .meta({ path: true }),
  dialect: z
    .enum(['default', 'starcompactor'])
    .default('default')
    .describe('How values are spelled: plainly, or byte for byte as Star Compactor (Python) spells them.'),
  compress: z.enum(['none', 'gz', 'zst']).default('none').describe('Compresses the output.'),
};
