import { recordOrder } from '../../pipeline/engine/record-order.ts';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import type { RecordFunction, RecordStage } from '../../pipeline/stage.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export interface Applied {
  readonly type: RecordType;
  readonly records: DataRecord[];
  readonly context: MemoryContext;
}

/** Sends records through a stage as the engine does: sorted for the sinks between two passes, else in the order given. */
export function apply<O>(
  stage: RecordStage<O>,
  options: unknown,
  taken: RecordType,
  records: readonly DataRecord[],
  context = memoryContext(),
): Applied {
  const parsed = stage.options.parse(options);
  const type = stage.gives(taken, parsed);
  const made = stage.create(parsed, context, taken);
  const all = (pass: RecordFunction, given: readonly DataRecord[]) =>
    given.flatMap<DataRecord>((record) => pass(record) ?? []);
  if (typeof made === 'function') return { type, context, records: all(made, records) };
  const first = all(made.first, records).sort(recordOrder(type));
  return { type, context, records: all(made.second(), first) };
}

/** The names of a type's columns, and of its properties with a dot before them. */
export const namesIn = ({ columns, properties }: RecordType): string[] => [
  ...columns.map(({ name }) => name),
  ...properties.map(({ name }) => `.${name}`),
];

/** The error with which a stage refuses a type or its options. */
export function refusalOf<O>(stage: RecordStage<O>, options: unknown, taken: RecordType): unknown {
  try {
    stage.gives(taken, stage.options.parse(options));
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
