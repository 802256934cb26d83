import { readFileSync } from 'node:fs';
import type { Column, DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import type { Encoder } from '../../pipeline/stage.ts';

/** The records of a JSON lines trace, in whichever dialect. */
export function readTrace(path: string, type: RecordType): DataRecord[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const values = JSON.parse(line);
    const columns = [...type.columns, ...(type.starCompactorExtras ?? [])];
    return Object.fromEntries(columns.map((column) => [column.name, parsed(column, values[column.name])]));
  });
}

function parsed({ type }: Column, value: DataRecord[string]): DataRecord[string] {
  return type === 'time' && value !== null ? microseconds(value as string) : value;
}

/** `2015-11-05T05:05:01.123456`, with or without fraction and Z, as microseconds since 1970 UTC. */
export function microseconds(text: string): number {
  const [seconds, fraction = ''] = text.replace(/Z$/, '').split('.') as [string, string?];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

/** Every text that an encoder gives for some records, in batches of a few. */
export function encoded(encoder: Encoder, records: readonly DataRecord[]): string {
  const pieces = [encoder.start()];
  for (let i = 0; i < records.length; i += 7) pieces.push(encoder.encode(records.slice(i, i + 7)));
  return [...pieces, encoder.end()].join('');
}
