import { basename } from 'node:path';
import type { Column, Property, RecordType } from '../records/record-type.ts';
import type { Risk } from '../risk/meter.ts';
import { remarksOn } from '../risk/risk-report.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { SinkOptions } from '../stage.ts';
import type { Output } from './output.ts';
import { pathOf } from './output-set.ts';
import type { RunState } from './run-state.ts';

/** A file that was written, and all that is needed to read it and to check it. */
export interface ManifestOutput {
  readonly file: string;
  readonly stage: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: { readonly sink: string; readonly dialect?: string; readonly compress: string };
  readonly schema: ManifestSchema;
  /** What could be found out, in figures and in words; of outputs with the same records, it stands with the first. */
  readonly risk?: Risk & { readonly remarks: readonly string[] };
}

export interface ManifestSchema {
  readonly recordType: string;
  readonly columns: readonly ManifestColumn[];
  /** The keys that the column of type `properties` may hold. */
  readonly properties: readonly ManifestColumn[];
  /** Columns that the records are sorted by. */
  readonly order: readonly string[];
}

type Described = 'name' | 'type' | 'unit' | 'nullable' | 'values' | 'sensitivity' | 'treatment';
export type ManifestColumn = Pick<Property, 'name' | 'sensitivity'> & Partial<Pick<Column, Described>>;

/** Nothing for standard output. */
export function describeOutput(sink: PlannedStage, { written }: Output, state: RunState): ManifestOutput | undefined {
  const guard = state.guards.get(sink.id);
  if (written === undefined || guard === undefined) return undefined;
  const { dialect, compress } = sink.options as SinkOptions & { readonly dialect?: string };
  const risk = guard.meter?.risk();
  return {
    file: basename(pathOf(sink)),
    stage: sink.id,
    records: state.records.get(sink.id) ?? 0,
    ...written(),
    format: { sink: sink.stage.name, ...(dialect !== undefined && { dialect }), compress },
    schema: describeType(guard.type, sink.stage.name === 'jsonl' && dialect === 'starcompactor'),
    ...(risk && { risk: { ...risk, remarks: remarksOn(risk) } }),
  };
}

function describeType(type: RecordType, withExtras: boolean): ManifestSchema {
  const { name, columns, properties, order, starCompactorExtras = [] } = type;
  return {
    recordType: name,
    columns: [...columns, ...(withExtras ? starCompactorExtras : [])].map(describeColumn),
    properties: properties.map(describeColumn),
    order,
  };
}

function describeColumn({ name, sensitivity, ...rest }: Property & Partial<Column>): ManifestColumn {
  const { type, unit, nullable, values, treatment } = rest;
  return {
    name,
    ...(type !== undefined && { type }),
    ...(unit !== undefined && { unit }),
    ...(nullable !== undefined && { nullable }),
    ...(values !== undefined && { values }),
    sensitivity,
    treatment: treatment ?? 'as it is',
  };
}
