import { ExitCode, PipelineError } from '../../errors.ts';
import type { ColumnKind } from '../../formats/parquet/cells.ts';
import type { ParquetFile } from '../../formats/parquet/parquet-file.ts';

/** The columns of an exported audit table that matter; it may have others. */
export const COLUMNS = ['audit_event_type', 'audit_changed_at', 'data'] as const;

const KINDS: Readonly<Record<(typeof COLUMNS)[number], readonly ColumnKind[]>> = {
  audit_event_type: ['text'],
  audit_changed_at: ['time', 'text'],
  data: ['text'],
};

/** @throws PipelineError `missing-column` or `wrong-column-type`. */
export function checkColumns(file: ParquetFile, name: string): void {
  for (const column of COLUMNS) {
    const found = file.columns.find((candidate) => candidate.name === column);
    if (found === undefined) {
      const others = file.columns.map((candidate) => candidate.name).join(', ');
      throw new PipelineError(
        'missing-column',
        ExitCode.corruptInput,
        `expected a column ${column}, found ${others || 'no columns'}`,
        {
          location: { file: name },
          hint: `export the audit table itself, with its columns ${COLUMNS.join(', ')}`,
        },
      );
    }
    const kinds = KINDS[column];
    if (!kinds.includes(found.kind)) {
      const expected = kinds.map((kind) => (kind === 'time' ? 'a TIMESTAMP' : 'text')).join(' or ');
      throw new PipelineError(
        'wrong-column-type',
        ExitCode.corruptInput,
        `expected the column ${column} to be ${expected}, found ${found.type}`,
        { location: { file: name } },
      );
    }
  }
}
