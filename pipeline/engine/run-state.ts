import { randomBytes } from 'node:crypto';
import type { PipelineError } from '../errors.ts';
import { Leaks } from '../scan/leaks.ts';
import { RawValues } from '../scan/raw-values.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { RunContext } from '../stage.ts';
import { ExternalSorter } from './external-sort.ts';
import type { Log } from './log.ts';
import type { SinkGuard } from './sink-guard.ts';
import { SpillFile } from './spill-file.ts';

/** More parts that were left out are only counted. */
const MOST_TOLD = 20;

/** What a run gathers while it goes: warnings, counters, facts. The manifest and the closing lines are made from it. */
export class RunState {
  readonly warnings = new Map<string, { message: string; times: number }>();
  readonly counters = new Map<string, number>();
  /** Stage id -> what the stage reported of itself. */
  readonly facts = new Map<string, Record<string, unknown>>();
  /** Stage id -> records that left it (for a sink: that were written). */
  readonly records = new Map<string, number>();
  /** Parts of sources that could not be read. */
  leftOut = 0;
  readonly runKey = randomBytes(32);
  readonly spill = new SpillFile();
  /** What must not come out again. */
  readonly rawValues = new RawValues(randomBytes(8));
  /** What has come out again. */
  readonly leaks = new Leaks();
  /** Chains of records that have begun: trunks, and branches of them. All begin before the first record comes to a sink. */
  chains = 0;
  /** Sink id -> what stands before it. */
  readonly guards = new Map<string, SinkGuard>();
  readonly epoch: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly #failure = new AbortController();

  constructor(epoch: number, signal: AbortSignal, log: Log) {
    this.epoch = epoch;
    this.signal = AbortSignal.any([signal, this.#failure.signal]);
    this.log = log;
  }

  /** One part of the run has failed: the others need not go on, since no output would be kept. */
  abort(): void {
    this.#failure.abort();
  }

  /** Says it the first time, counts it ever after. */
  warn(code: string, message: string, times = 1): void {
    const known = this.warnings.get(code);
    if (known === undefined) {
      this.warnings.set(code, { message, times });
      this.log.warn(code, message);
    } else known.times += times;
  }

  /** Counts what the user was told already, when the pipeline was checked. */
  noteWarning(code: string, message: string): void {
    const { times = 0 } = this.warnings.get(code) ?? {};
    this.warnings.set(code, { message, times: times + 1 });
  }

  count(counter: string, by = 1): void {
    this.counters.set(counter, (this.counters.get(counter) ?? 0) + by);
  }

  /** A part of a source that could not be read: told, at first, one by one; the run ends with exit code 3. */
  leaveOut(stage: string, what: string, error: PipelineError): void {
    this.leftOut++;
    if (this.leftOut <= MOST_TOLD) {
      this.log.warn('part-left-out', `${what}: ${error.message} (${error.code})`);
      const facts = this.#factsOf(stage);
      facts.leftOut = [...((facts.leftOut as unknown[]) ?? []), { part: what, error: error.code }];
    }
    this.#factsOf(stage).partsLeftOut = this.leftOut;
  }

  #factsOf(stage: string): Record<string, unknown> {
    const facts = this.facts.get(stage) ?? {};
    this.facts.set(stage, facts);
    return facts;
  }

  countRecords(stage: string, by: number): void {
    this.records.set(stage, (this.records.get(stage) ?? 0) + by);
  }

  sorter<T>(compare: (a: T, b: T) => number): ExternalSorter<T> {
    return new ExternalSorter(compare, this.spill);
  }

  /** What one stage is given. */
  contextOf(stage: Pick<PlannedStage, 'id'>): RunContext {
    return {
      epoch: this.epoch,
      signal: this.signal,
      runKey: this.runKey,
      warn: (code, message) => this.warn(code, message),
      count: (counter, by) => this.count(counter, by),
      sorter: (compare) => this.sorter(compare),
      report: (fact, value) => {
        this.#factsOf(stage.id)[fact] = value;
      },
      remember: (value, fieldClass) => this.rawValues.add(value, fieldClass),
    };
  }
}
