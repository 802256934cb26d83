import { ExitCode, PipelineError } from '../../errors.ts';
import { parseJsonRow } from '../../formats/json-row.ts';
import type { Cell } from '../../formats/parquet/cells.ts';
import type { RowBlock } from '../../formats/parquet/parquet-file.ts';
import { parseZonedTime, type ZonedTime } from '../../formats/zoned-time.ts';
import type { AuditInput, AuditRow } from '../../stage.ts';

const TYPES = ['INSERT', 'UPDATE', 'DELETE'] as const;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Turns blocks of a file's three columns into audit rows. */
export function rowReader({ name, need, firstSequence }: AuditInput): (block: RowBlock) => AuditRow[] {
  const wanted = [...need.columns, ...(need.optionalColumns ?? [])];
  return ({ columns, length, firstRow, rowGroup }) => {
    const [types, times, data] = columns as readonly [ArrayLike<Cell>, ArrayLike<Cell>, ArrayLike<Cell>];
    const rows: AuditRow[] = [];
    for (let i = 0; i < length; i++) {
      const place = { name, row: firstRow + i + 1, rowGroup };
      rows.push({
        type: typeOf(types[i], place),
        ...timeOf(times[i], place),
        sequence: firstSequence + firstRow + i,
        data: dataOf(data[i], place),
      });
    }
    return rows;
  };

  function dataOf(cell: Cell, place: RowPlace): AuditRow['data'] {
    const text = textOf(cell, 'data', place);
    const row = parseJsonRow(text, wanted);
    if (row === undefined) {
      const found = text.trim() === '' ? 'an empty text' : `${text.length} characters that are not one`;
      throw badRow('bad-json', `expected data to be a JSON object, found ${found}`, place);
    }
    const missing = need.columns.find((column) => row[column] === undefined);
    if (missing !== undefined) {
      throw badRow(
        'missing-column',
        `expected data to have the column ${missing} of ${need.database}.${need.table}`,
        place,
      );
    }
    return row;
  }
}

interface RowPlace {
  readonly name: string;
  /** 1-based. */
  readonly row: number;
  /** 1-based. */
  readonly rowGroup: number;
}

function typeOf(cell: Cell, place: RowPlace): AuditRow['type'] {
  const text = textOf(cell, 'audit_event_type', place);
  const type = TYPES.find((candidate) => candidate === text);
  if (type !== undefined) return type;
  throw badRow(
    'unknown-event-type',
    `expected audit_event_type to be INSERT, UPDATE or DELETE, found ${shapeOf(text)}`,
    place,
  );
}

function timeOf(cell: Cell, place: RowPlace): ZonedTime {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return { time: cell, offset: 0 };
  if (typeof cell === 'number')
    throw badRow('bad-time', 'expected audit_changed_at to lie between the years 1684 and 2255', place);
  const text = textOf(cell, 'audit_changed_at', place);
  const time = parseZonedTime(text);
  if (time !== null) return time;
  throw badRow('bad-time', `expected audit_changed_at to look like 2026-11-20 09:50:44, found ${shapeOf(text)}`, place);
}

function textOf(cell: Cell, column: string, place: RowPlace): string {
  if (!(cell instanceof Uint8Array)) throw badRow('missing-value', `expected a value in ${column}, found none`, place);
  try {
    return utf8.decode(cell);
  } catch (error) {
    throw badRow('bad-text', `expected ${column} to be UTF-8 text, found other bytes`, place, error);
  }
}

/** What a value looks like, without saying what it is: it may be anything, an identifier too. */
function shapeOf(text: string): string {
  if (text === '') return 'an empty text';
  const shape = text.slice(0, 40).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '9');
  return `text of the form "${shape}${text.length > 40 ? '…' : ''}"`;
}

function badRow(code: string, message: string, { name, row, rowGroup }: RowPlace, cause?: unknown): PipelineError {
  return new PipelineError(code, ExitCode.corruptInput, `row ${row} (row group ${rowGroup}): ${message}`, {
    location: { file: name },
    hint: 'export the audit table anew',
    cause,
  });
}
