import type { DataRecord, RecordType } from '../records/record-type.ts';
import { groupsOf, type Risk, type RiskMeter } from './meter.ts';
import { Tally } from './tally.ts';

/** Machines that few are like: who knows the hardware knows the machine, and then who was on it. */
export class MachineMeter implements RiskMeter {
  readonly #host: string;
  readonly #properties: string;
  readonly #last = new Tally<string>();

  constructor(host: string, properties: string) {
    this.#host = host;
    this.#properties = properties;
  }

  static of({ name, columns }: RecordType): MachineMeter | undefined {
    const host = columns.find(({ fieldClass }) => fieldClass === 'host')?.name;
    const properties = columns.find(({ type }) => type === 'properties')?.name;
    if (name !== 'machine-event' || host === undefined || properties === undefined) return undefined;
    return new MachineMeter(host, properties);
  }

  add(record: DataRecord): void {
    const properties = record[this.#properties];
    if (properties === null || properties === undefined) return;
    this.#last.update(String(record[this.#host]), () => JSON.stringify(properties));
  }

  risk(): Risk {
    const groups = new Map<string, number>();
    for (const properties of this.#last.values()) groups.set(properties, (groups.get(properties) ?? 0) + 1);
    return { groups: groupsOf(groups.values(), this.#last.every, { by: [this.#properties], of: 'machines' }) };
  }
}
