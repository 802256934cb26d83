import type { RunContext } from '../stage.ts';
import { fingerprintOf, givenSalt } from './key.ts';
import type { SaltOptions } from './salt-options.ts';

/**
 * The key that a stage works under: the salt that the user gave, else that of this run. Tells the manifest which, by its
 * fingerprint.
 *
 * @throws PipelineError as {@link givenSalt}.
 */
export function keyOfRun(options: SaltOptions, context: RunContext): Uint8Array {
  const salt = givenSalt(options);
  if (salt === undefined) warnOfRandomSalt(context);
  context.report('joinable', salt !== undefined);
  if (salt !== undefined) context.report('keyFingerprint', fingerprintOf(salt));
  return salt ?? context.runKey;
}

export function warnOfRandomSalt(context: RunContext): void {
  context.warn('random-salt', 'no salt given: a random one is used, and no other trace can be joined with this one');
}
