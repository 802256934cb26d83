import { z } from 'zod';

export const maskOptions = z
  .strictObject({
    method: z
      .enum(['sha2-salted', 'hmac-sha256', 'sha1-raw', 'none'])
      .default('sha2-salted')
      .describe(
        '`sha2-salted`: salted SHA-256, as Star Compactor writes it; `hmac-sha256`: a key for each kind of name; `sha1-raw`: ' +
          'unsalted, undone by guessing; `none`: names stay.',
      ),
    salt: z
      .string()
      .optional()
      .describe('The secret that keeps names from being guessed. Without one, each run takes a random one.')
      .meta({ secret: true, examples: ['${SC_SALT:?set SC_SALT}'] }),
    salt_file: z
      .string()
      .min(1)
      .optional()
      .describe('A file that holds the salt: all its bytes, without one line end after them. Nobody else may read it.')
      .meta({ path: true, examples: ['salt.key'] }),
    weak_salt: z
      .enum(['refuse', 'accept'])
      .default('refuse')
      .describe('Whether a salt that can be guessed ends the run. `accept` is for comparing with older traces.'),
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
  .superRefine(({ salt, salt_file, ordered_keep }, context) => {
    if (salt !== undefined && salt_file !== undefined) {
      context.addIssue({ code: 'custom', path: ['salt_file'], message: 'expected salt or salt_file, found both' });
    }
    if (ordered_keep !== undefined && salt === undefined && salt_file === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['ordered_keep'],
        message:
          'expected a salt (or salt_file) beside ordered_keep: under a random one, no later run knows the values again',
      });
    }
  });

export type MaskOptions = z.output<typeof maskOptions>;
export type MaskMethod = MaskOptions['method'];

/** Does the pseudonym depend on the salt? */
export const isKeyed = (method: MaskMethod): boolean => method === 'sha2-salted' || method === 'hmac-sha256';
