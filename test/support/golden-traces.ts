import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import { machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import { compareTraces, conformancePath } from './conformance.ts';

const vmMachine = machineEventType(VM_MACHINE_PROPERTIES);
const baremetalMachine = machineEventType([]);

/** Star Compactor's traces in JSON lines, unmasked ones first, without their endings (`.none.jsonl`, `.salted.csv`…). */
export const GOLDEN_TRACES: readonly (readonly [path: string, type: RecordType])[] = [
  ['kvm/golden/machine', vmMachine],
  ['edges/vm/golden/machine', vmMachine],
  ['audit/golden/machine.vm', vmMachine],
  ['baremetal/golden/machine', baremetalMachine],
  ['edges/baremetal/golden/machine', baremetalMachine],
  ['audit/golden/machine.baremetal', baremetalMachine],
  ['kvm/golden-instances/vm', instanceEventType({ cloud: 'vm', origin: 'database' })],
  ['audit/golden/instance.vm', instanceEventType({ cloud: 'vm', origin: 'audit' })],
  ['audit/golden/instance.baremetal', instanceEventType({ cloud: 'baremetal', origin: 'audit' })],
];

/** What differs between a golden trace and a text; empty when nothing does. */
export function differenceFromGolden(golden: string, text: string, ...flags: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sc-pipeline-test-'));
  try {
    const actual = join(folder, 'actual');
    writeFileSync(actual, text);
    const { equal, output } = compareTraces(conformancePath(golden), actual, ...flags);
    return equal ? '' : output;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
