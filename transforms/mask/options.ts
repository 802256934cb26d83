import * as z from 'zod';
import { hasSalt, oneSalt, saltBeside, saltOptions } from '../../pipeline/keys/salt-options.ts';

export const maskOptions = z
  .strictObject({
    method: z
      .enum(['sha2-salted', 'hmac-sha256', 'sha1-raw', 'none'])
      .default('sha2-salted')
      .describe(
        '`sha2-salted`: salted SHA-256, as Star Compactor writes it; `hmac-sha256`: a key for each kind of name; `sha1-raw`: ' +
          'unsalted, undone by guessing; `none`: names stay.',
      ),
    ...saltOptions,
    fields: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('The columns and properties to replace. The default: every identifier of the record type.')
      .meta({ examples: [['USER_ID', 'PROJECT_ID']] }),
    ordered: z
      .array(z.string())
      .optional()
      .describe(
        'The columns and properties to number in order instead, under every method. The default: those that the record type ' +
          'calls ordered (racks).',
      )
      .meta({ examples: [['PROPERTIES.rack']] }),
    ordered_keep: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file that keeps the numbers from run to run: what has a number keeps it, what is new goes to the end. Runs that ' +
          'share it must not overlap.',
      )
      .meta({ path: true, examples: ['racks.json'] }),
  })
  .superRefine((options, context) => {
    oneSalt(options, context);
    if (options.ordered_keep !== undefined && !hasSalt(options)) saltBeside('ordered_keep', context);
  });

export type MaskOptions = z.output<typeof maskOptions>;
export type MaskMethod = MaskOptions['method'];

/** Does the pseudonym depend on the salt? */
export const isKeyed = (method: MaskMethod): boolean => method === 'sha2-salted' || method === 'hmac-sha256';

/** Does anything that these options ask for depend on the salt? */
export const needsKey = ({ method, ordered_keep }: MaskOptions): boolean =>
  isKeyed(method) || ordered_keep !== undefined;
