import * as z from 'zod';

/** The options of every stage that works under a key. */
export const saltOptions = {
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
};

export interface SaltOptions {
  readonly salt?: string | undefined;
  readonly salt_file?: string | undefined;
  readonly weak_salt: 'refuse' | 'accept';
}

export const hasSalt = ({ salt, salt_file }: SaltOptions): boolean => salt !== undefined || salt_file !== undefined;

/** Refuses two salts at once. */
export function oneSalt({ salt, salt_file }: SaltOptions, context: z.RefinementCtx): void {
  if (salt === undefined || salt_file === undefined) return;
  context.addIssue({ code: 'custom', path: ['salt_file'], message: 'expected salt or salt_file, found both' });
}

/** Refuses a file that keeps numbers under a salt that no later run knows. */
export function saltBeside(option: string, context: z.RefinementCtx): void {
  context.addIssue({
    code: 'custom',
    path: [option],
    message: `expected a salt (or salt_file) beside ${option}: under a random one, no later run knows the values again`,
  });
}
