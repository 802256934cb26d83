import * as z from 'zod';
import { dictWriter, JSON_DICT } from '../pipeline/formats/dict.ts';
import { formatIsoTime, formatZonelessTime } from '../pipeline/formats/iso-time.ts';
import { jsonString } from '../pipeline/formats/json-string.ts';
import { PYTHON_JSON_DICT, pythonJsonString } from '../pipeline/formats/python/json.ts';
import { pythonFloat, pythonNumber } from '../pipeline/formats/python/number.ts';
import type { Column, RecordType } from '../pipeline/records/record-type.ts';
import { defineStage, type Encoder } from '../pipeline/stage.ts';
import { textSinkOptions } from './options.ts';
import { recordSpeller, type Spelling } from './spelling.ts';

interface JsonDialect extends Spelling {
  readonly comma: string;
  readonly colon: string;
  columns(type: RecordType): readonly Column[];
}

const DIALECTS: Readonly<Record<'default' | 'starcompactor', JsonDialect>> = {
  default: {
    comma: ',',
    colon: ':',
    columns: (type) => type.columns,
    nothing: 'null',
    time: (time) => `"${formatIsoTime(time)}"`,
    seconds: String,
    integer: String,
    text: jsonString,
    properties: dictWriter(JSON_DICT),
  },
  starcompactor: {
    comma: ', ',
    colon: ': ',
    columns: starCompactorColumns,
    nothing: 'null',
    time: (time) => `"${formatZonelessTime(time)}"`,
    seconds: pythonFloat,
    integer: pythonNumber,
    text: pythonJsonString,
    properties: dictWriter(PYTHON_JSON_DICT),
  },
};

function starCompactorColumns({ columns, starCompactorExtras = [], starCompactorKeys }: RecordType): readonly Column[] {
  const all = new Map([...columns, ...starCompactorExtras].map((column) => [column.name, column]));
  return starCompactorKeys?.map((key) => all.get(key) as Column) ?? columns;
}

/** Spells each record as a JSON object on a line of its own. */
export function jsonlEncoder(type: RecordType, dialect: keyof typeof DIALECTS): Encoder {
  const spelling = DIALECTS[dialect];
  const columns = spelling.columns(type);
  const names = columns.map(({ name }) => name);
  const keys = names.map((name, i) => (i === 0 ? '{' : spelling.comma) + spelling.text(name) + spelling.colon);
  // Keys and values by turns.
  const pieces = [...keys.flatMap((key) => [key, '']), '}\n'];
  const spell = recordSpeller(columns, spelling, pieces, (index) => 2 * index + 1);
  return {
    start: () => '',
    encode(records) {
      let lines = '';
      for (const record of records) {
        spell(record);
        lines += pieces.join('');
      }
      return lines;
    },
    end: () => '',
  };
}

export default defineStage({
  name: 'jsonl',
  kind: 'sink',
  role: 'sink',
  takes: 'records',
  gives: 'nothing',
  summary: 'Writes records as JSON lines: one object per record.',
  description: `\
\`default\`: the columns in the order of the CSV file, times as \`2015-11-05T05:05:01Z\`, PROPERTIES an object. \`starcompactor\`: what
Python's \`json.dumps\` writes, in Star Compactor's order of the keys: ASCII only, times without \`Z\`, seconds as \`4251901.0\`.`,
  options: z.strictObject(textSinkOptions),
  example: '- jsonl: { path: machine_events.jsonl }',
  create: ({ dialect }, taken) => jsonlEncoder(taken, dialect),
});
