import * as z from 'zod';
import { ExitCode, errorsIn, PipelineError } from '../pipeline/errors.ts';
import { givenSalt } from '../pipeline/keys/key.ts';
import { keyOfRun } from '../pipeline/keys/key-of-run.ts';
import { oneSalt, saltOptions } from '../pipeline/keys/salt-options.ts';
import type { Column, RecordType } from '../pipeline/records/record-type.ts';
import { withTreatment } from '../pipeline/records/reshape.ts';
import { defineStage } from '../pipeline/stage.ts';
import { secretOffset } from './shift-time/offset.ts';
import { isPosition, shifter } from './shift-time/shift.ts';

const SHIFTED = 'shifted';

export default defineStage({
  name: 'shift-time',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsOrder: true,
  gives(taken) {
    const moved = new Set<unknown>(positionsOf(taken));
    return withTreatment(taken, (schema) => (moved.has(schema) ? SHIFTED : undefined));
  },
  summary: 'Moves all times by one secret number of weeks.',
  description: `\
Real times can be held against public calendars, outages and the dates of experiments in papers. This stage adds one offset to all
times of a trace, and to the seconds that count from the epoch; durations stay. The offset is a whole number of weeks, so weekdays and
hours stay what they are (of UTC: where clocks are changed, local hours may be off by one), and every difference between two times stays
exact to the microsecond.

The offset follows from the salt and \`within\` alone: traces that share both are moved alike and can still be joined. It is neither
logged nor written to the manifest. Times move later, never earlier, since machine events before the epoch lose their
\`EVENT_TIME_SEC\`. Whoever knows the true time of a single event knows the offset: see docs/anonymisation.md.`,
  options: z
    .strictObject({
      within: z
        .int()
        .min(2)
        .max(5200)
        .default(520)
        .describe('How many offsets there are to choose from: times move by 1 to this many weeks.'),
      ...saltOptions,
    })
    .superRefine(oneSalt),
  example: "- shift-time: { salt: '${SC_SALT:?set SC_SALT}' }",
  check: async (options) => errorsIn(() => givenSalt(options)),
  create(options, context, taken) {
    const offset = secretOffset(keyOfRun(options, context), options.within);
    return shifter(positionsOf(taken), taken, { offset, epoch: context.epoch });
  },
});

/** Those that no earlier stage has moved; the times before the seconds that are counted from them. */
function positionsOf({ name, columns }: RecordType): Column[] {
  const positions = columns.filter((column) => isPosition(column) && column.treatment !== SHIFTED);
  if (positions.length === 0) {
    throw new PipelineError('nothing-to-shift', ExitCode.badPipeline, `${name} records have no times left to move`, {
      hint: 'leave this shift-time out',
    });
  }
  return positions.sort((a, b) => Number(b.type === 'time') - Number(a.type === 'time'));
}
