import { formatLocation, type PipelineError, toPipelineError } from '../errors.ts';
import type { PlanContext } from '../stage.ts';
import type { Loaded } from './load.ts';
import { checkWritable } from './outputs.ts';
import type { PlannedStage } from './plan.ts';
import { Findings, type Problem } from './problem.ts';
import type { Place } from './source.ts';

/**
 * Looks at the world on behalf of pipelines that are right in themselves: are the inputs there, can the outputs be written, what
 * do the stages find wrong with their options? Reads no data.
 */
export async function checkPipelines(
  { places, outputs, redactor }: Pick<Loaded, 'places' | 'outputs' | 'redactor'>,
  signal: AbortSignal,
): Promise<Problem[]> {
  const findings = new Findings();
  await Promise.all([...places].map(([planned, place]) => checkStage(planned, place)));
  await checkWritable(outputs, findings);
  signal.throwIfAborted();
  return findings.list((text) => redactor.redactSecrets(text));

  async function checkStage({ stage, options }: PlannedStage, place: Place): Promise<void> {
    const context: PlanContext = {
      signal,
      warn: (code, message) => findings.add(code, place, redactor.redact(message), { severity: 'warning' }),
    };
    const errors = await Promise.resolve(stage.check?.(options, context)).catch((thrown) => [toPipelineError(thrown)]);
    for (const error of errors ?? []) {
      const { code, hint, exitCode } = error;
      findings.add(code, place, redactor.redact(messageOf(error)), { hint: hint && redactor.redact(hint), exitCode });
    }
  }
}

/** The place shown is the stage's; where the stage names another, such as a line of a key file, the message has to. */
function messageOf({ message, location }: PipelineError): string {
  return location === undefined || message.includes(location.file)
    ? message
    : `${message} (${formatLocation(location)})`;
}
