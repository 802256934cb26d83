/**
 * Instance events of an invented cloud, from memory through the chain of a run into CSV: `mask-chain.ts METHOD scanned|unscanned COUNT`.
 * Without sources, so that the cost of masking, and of the leak scanner, does not hide behind that of reading.
 */
import { createHash } from 'node:crypto';
import { OutputSet } from '../pipeline/engine/output-set.ts';
import { runRecordChain } from '../pipeline/engine/record-chain.ts';
import { RunState } from '../pipeline/engine/run-state.ts';
import { instanceEventType } from '../pipeline/records/instance-event.ts';
import type { DataRecord } from '../pipeline/records/record-type.ts';
import { RawValues } from '../pipeline/scan/raw-values.ts';
import { TraceScanner } from '../pipeline/scan/trace-scanner.ts';
import type { PlannedStage } from '../pipeline/spec/plan.ts';
import type { AnyStage } from '../pipeline/stage.ts';
import csv from '../sinks/csv.ts';
import mask from '../transforms/mask.ts';

const [method = 'none', scan = 'scanned', count = '100000'] = process.argv.slice(2);
// No run is without the scanner: to see what it costs, it is made to look at nothing and to remember nothing.
if (scan === 'unscanned') {
  TraceScanner.prototype.scan = () => [];
  RawValues.prototype.add = () => {};
}

const EVENTS = ['compute__do_build_and_run_instance', 'compute_stop_instance', 'compute_terminate_instance'];
const BATCH = 1000;
const EPOCH = 1442448000_000000;

/** A name as a dump gives it: a text of its own every time, whose hash is not known yet. */
const name = (kind: string, number: number): string =>
  createHash('md5').update(`${kind} ${number}`).digest('hex').slice(0, 30);

async function* records(): AsyncGenerator<DataRecord[]> {
  for (let i = 0; i < Number(count); i += BATCH) {
    yield Array.from({ length: BATCH }, (_, j) => record(Math.floor((i + j) / EVENTS.length), (i + j) % EVENTS.length));
  }
}

function record(instance: number, step: number): DataRecord {
  const start = EPOCH + ((instance * 7919) % 10_000_000) * 1e6 + step * 3600e6;
  return {
    INSTANCE_UUID: name('instance', instance),
    EVENT: EVENTS[step] as string,
    START_TIME: start,
    START_SEC: (start - EPOCH) / 1e6,
    FINISH_TIME: start + 5e6,
    FINISH_SEC: (start + 5e6 - EPOCH) / 1e6,
    EVENT_DURATION: 5,
    RESULT: 'Success',
    INSTANCE_NAME: name('name', instance),
    USER_ID: name('user', instance % 500),
    PROJECT_ID: name('project', instance % 100),
    'HOST_NAME (PHYSICAL)': name('host', instance % 300),
    PROPERTIES: { memory_mb: 4096, root_gb: 20, vcpus: 2 },
  };
}

const planned = (stage: AnyStage, options: object): PlannedStage => ({
  id: stage.name,
  stage,
  options: stage.options.parse(options),
  shownOptions: {},
  location: { file: 'bench' },
  gives: undefined,
});

const chain = {
  stages: [planned(mask, { method, salt: '0f8fad5bd9cb469fa16570867728950e' })],
  sinks: [planned(csv, {})],
  branches: [],
};
const state = new RunState(EPOCH, new AbortController().signal, { info() {}, warn() {}, error() {} });
const pipeline = { name: 'bench', file: 'bench', epoch: EPOCH, manifest: false as const, chain };
const outputs = await OutputSet.open(pipeline, process.stdout);
await runRecordChain(records(), instanceEventType({ cloud: 'vm', origin: 'database' }), chain, state, outputs);
await outputs.commit();
