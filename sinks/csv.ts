import * as z from 'zod';
import { csvDictWriter, csvField } from '../pipeline/formats/csv-field.ts';
import { JSON_DICT } from '../pipeline/formats/dict.ts';
import { formatIsoTime, formatZonelessTime } from '../pipeline/formats/iso-time.ts';
import { pythonFloat, pythonNumber } from '../pipeline/formats/python/number.ts';
import { PYTHON_DICT } from '../pipeline/formats/python/repr.ts';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { defineStage, type Encoder } from '../pipeline/stage.ts';
import { textSinkOptions } from './options.ts';
import { recordSpeller, type Spelling } from './spelling.ts';

interface CsvDialect extends Spelling {
  readonly lineEnd: string;
}

const DIALECTS: Readonly<Record<'default' | 'starcompactor', CsvDialect>> = {
  default: {
    lineEnd: '\n',
    nothing: '',
    time: formatIsoTime,
    seconds: String,
    integer: String,
    text: csvField,
    properties: csvDictWriter(JSON_DICT),
  },
  starcompactor: {
    lineEnd: '\r\n',
    nothing: 'None',
    time: formatZonelessTime,
    seconds: pythonFloat,
    integer: pythonNumber,
    text: csvField,
    properties: csvDictWriter(PYTHON_DICT),
  },
};

/** Spells records as rows of CSV, the column names first. */
export function csvEncoder({ columns }: RecordType, dialect: keyof typeof DIALECTS): Encoder {
  const spelling = DIALECTS[dialect];
  const { lineEnd } = spelling;
  const names = columns.map(({ name }) => name);
  const cells: string[] = [];
  const spell = recordSpeller(columns, spelling, cells);
  return {
    start: () => names.map(csvField).join(',') + lineEnd,
    encode(records) {
      let rows = '';
      for (const record of records) {
        spell(record);
        const row = cells.join(',');
        // A lone empty field would be a blank line, which readers skip.
        rows += (row === '' ? '""' : row) + lineEnd;
      }
      return rows;
    },
    end: () => '',
  };
}

export default defineStage({
  name: 'csv',
  kind: 'sink',
  role: 'sink',
  takes: 'records',
  gives: 'nothing',
  summary: 'Writes records as CSV, with a header.',
  description: `\
| | \`default\` | \`starcompactor\` |
|---|---|---|
| null | empty | \`None\` |
| times | \`2015-11-05T05:05:01Z\` | \`2015-11-05T05:05:01\` |
| seconds | \`4251901\` | \`4251901.0\` (\`-1\` for a machine event before the epoch) |
| PROPERTIES | JSON | a Python dict literal |
| line ends | \`\\n\` | \`\\r\\n\` |

Both: UTF-8; microseconds only where they are not zero; quotes as RFC 4180 wants them. An empty text and null look the same
in the default dialect.

Values are never altered to please a spreadsheet. A text that begins with \`=\`, \`+\`, \`-\` or \`@\` is taken for a formula by most
of them; masked columns hold hexadecimal digits only, so this concerns unmasked traces: import their columns as text.`,
  options: z.strictObject(textSinkOptions),
  example: '- csv: { path: machine_events.csv }',
  create: ({ dialect }, taken) => csvEncoder(taken, dialect),
});
