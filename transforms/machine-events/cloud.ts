import type { Property } from '../../pipeline/records/record-type.ts';
import type { SnapshotMapper, StageContext, TableNeed } from '../../pipeline/stage.ts';
import type { MachineEventsOptions } from './options.ts';
import type { MachineState } from './state.ts';

/** What differs between hypervisors and bare metal: where the rows come from and what they say. */
export interface Cloud {
  needs(options: MachineEventsOptions): readonly TableNeed[];
  /** What a machine's values are, in order. */
  properties(options: MachineEventsOptions): readonly Property[];
  /** Those among them that the user asked for and will miss. */
  wanted(options: MachineEventsOptions): readonly string[];
  map(options: MachineEventsOptions, context: StageContext): SnapshotMapper<MachineState>;
}
