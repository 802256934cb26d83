/** Which records can be written in the order of their times while they are still being read. */
import { fieldsOf } from '../records/fields.ts';
import type { RecordType } from '../records/record-type.ts';
import type { Chain, PlannedStage } from '../spec/plan.ts';
import type { RecordStage } from '../stage.ts';
import { isReplaceable } from './output.ts';
import { pathOf } from './output-set.ts';

/** How records come to a chain, and what becomes of them there. */
export interface Coming {
  /** They come in the order of the first column of their type's order. */
  readonly inTime: boolean;
  /** No stage below hides anything, so that nothing can come out again. */
  readonly hidesNothing: boolean;
}

export const ANYHOW: Coming = { inTime: false, hidesNothing: false };

/**
 * Can records that leave an event stage in time order be written as they come? Not where a stage puts them in another order; nor, while
 * values are being hidden, to standard output or a named pipe: what has left there cannot be taken back when a later record turns out
 * to hide it. (A file gets its name at the end.)
 */
export function comingInTime(type: RecordType, chain: Chain): Coming {
  const all = ends(type, chain);
  const hidesNothing = all.every(({ given }) => !hides(type, given));
  const inTime = all.every(
    ({ stages, sink, given }) =>
      stages.every(({ keepsOrder, keepsTimeOrder }) => keepsOrder || keepsTimeOrder) &&
      given.order.length === type.order.length &&
      (hidesNothing || (pathOf(sink) !== '-' && isReplaceable(pathOf(sink)))),
  );
  return { inTime, hidesNothing };
}

interface End {
  readonly stages: readonly RecordStage<unknown>[];
  readonly sink: PlannedStage;
  readonly given: RecordType;
}

/** Every sink, with the stages on the way to it. */
function ends(type: RecordType, { stages, sinks, branches }: Chain): End[] {
  let given = type;
  const own = (stages as readonly PlannedStage<RecordStage<unknown>>[]).map(({ stage, options }) => {
    given = stage.gives(given, options);
    return stage;
  });
  return [
    ...sinks.map((sink) => ({ stages: own, sink, given })),
    ...branches.flatMap(({ chain }) => ends(given, chain)).map((end) => ({ ...end, stages: [...own, ...end.stages] })),
  ];
}

function hides(taken: RecordType, given: RecordType): boolean {
  const fields = fieldsOf(given);
  return (
    fields.length < fieldsOf(taken).length ||
    fields.some(({ schema: { treatment } }) => treatment !== undefined && treatment !== 'none')
  );
}
