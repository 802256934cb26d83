import type { AnyStage, FlowKind } from '../stage.ts';

/** What flows, as messages and the reference call it. */
export const FLOW_NOUNS: Record<FlowKind, string> = {
  bytes: 'bytes',
  rows: 'table rows',
  audit: 'audit rows',
  records: 'records',
};

export const kindGiven = ({ gives }: AnyStage): FlowKind | 'nothing' =>
  typeof gives === 'function' ? 'records' : gives;

/** A stage that finds events in table rows may also know how to find them in audit tables. */
export function kindsTaken(stage: AnyStage): readonly FlowKind[] {
  if (stage.takes === 'nothing') return [];
  return 'audit' in stage && stage.audit !== undefined ? [stage.takes, 'audit'] : [stage.takes];
}
