import { declaredOnly } from '../records/declared-properties.ts';
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { RiskMeter } from '../risk/meter.ts';
import { riskMeterOf } from '../risk/risk-report.ts';
import { type Cell, TraceScanner } from '../scan/trace-scanner.ts';
import type { Encoder, Sorter } from '../stage.ts';
import type { RunState } from './run-state.ts';

/**
 * Stands before a sink: takes out what the record type does not declare, and has the leak scanner look at the rest before it is
 * spelled. Whatever a sink writes, it has from the records that pass here.
 */
export class SinkGuard {
  readonly type: RecordType;
  /** Learns what could be found out from what passes; undefined where another sink is given the same records. */
  readonly meter: RiskMeter | undefined;
  readonly #file: string;
  readonly #linesOf: (record: DataRecord) => number;
  readonly #state: RunState;
  readonly #scanner: TraceScanner;
  readonly #declared: (record: DataRecord) => DataRecord;
  readonly #cells: Sorter<Cell>;
  readonly #isSettled: () => boolean;
  /** Hidden values that were known when the first record came. */
  #known: number | undefined;

  /**
   * @param file what to call the output in messages.
   * @param head what the encoder wrote at the start.
   * @param isSettled asked at the first record: are all hidden values known by now?
   */
  constructor(
    file: string,
    type: RecordType,
    encoder: Encoder,
    head: string | Uint8Array,
    state: RunState,
    isSettled: () => boolean = () => false,
  ) {
    this.type = type;
    this.meter = [...state.guards.values()].some((other) => other.type === type) ? undefined : riskMeterOf(type);
    this.#isSettled = isSettled;
    this.#file = file;
    this.#state = state;
    // What is no text has no lines: its records are counted.
    const isText = typeof head === 'string';
    this.#linesOf = isText ? (record) => lineFeedsOf(encoder.encode([record]) as string) : () => 1;
    this.#scanner = new TraceScanner(type, state.rawValues, isText ? 1 + lineFeedsOf(head) : 1);
    this.#declared = declaredOnly(type, (count) => {
      state.count('undeclared-properties', count);
      state.warn('undeclared-properties', 'properties that the record type does not declare are left out');
    });
    // In their own order: nothing is sorted, but what takes much room goes to disk.
    this.#cells = state.sorter<Cell>(() => 0);
  }

  /** The records as they may be written; none once a leak was found, since then no output is kept. */
  async admit(batch: readonly DataRecord[]): Promise<readonly DataRecord[]> {
    const { leaks, rawValues } = this.#state;
    if (this.#known === undefined) {
      this.#known = rawValues.count;
      this.#scanner.keepsCells = !this.#isSettled();
    }
    const records = batch.map(this.#declared);
    leaks.add(this.#file, this.#scanner.scan(records, this.#linesOf));
    await this.#cells.add(this.#scanner.takeCells());
    if (leaks.count > 0) return [];
    if (this.meter !== undefined) for (const record of records) this.meter.add(record);
    return records;
  }

  /** Looks again when all values are known: another branch may have hidden some after this one had written them. */
  async close(): Promise<void> {
    const { leaks, rawValues } = this.#state;
    if (this.#known !== undefined && rawValues.count > this.#known) {
      if (!this.#scanner.keepsCells) throw new Error('values were hidden after all had been known');
      for await (const cells of this.#cells.sorted()) leaks.add(this.#file, this.#scanner.rescan(cells));
    }
    const { equalNumbers } = this.#scanner;
    if (equalNumbers > 0) this.#state.count('numbers-equal-to-hidden-values', equalNumbers);
  }
}

function lineFeedsOf(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
