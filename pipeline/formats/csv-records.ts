import { ExitCode, PipelineError } from '../errors.ts';

/** A record, and the 1-based line that it begins in. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A record that is longer than this has lost a quote. */
const LONGEST_RECORD = 64 << 20;
const QUOTE = '"';

/**
 * Cuts CSV (RFC 4180; lines end in CRLF or LF) into records, a batch per chunk of text. Empty lines are left out.
 *
 * @throws PipelineError `corrupt-csv` where a quoted field does not end, or goes on after its quote.
 */
export async function* csvRecords(chunks: AsyncIterable<string>, file: string): AsyncGenerator<CsvRecord[]> {
  let rest = '';
  let line = 1;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const { records, end, lines } = takeRecords(text, line, file);
    rest = text.slice(end);
    line += lines;
    if (rest.length > LONGEST_RECORD) throw corrupt('a quoted field does not end', file, line);
    if (records.length > 0) yield records;
  }
  if (rest === '') return;
  const { records, end } = takeRecords(`${rest}\n`, line, file);
  if (end <= rest.length) throw corrupt('a quoted field does not end', file, line);
  if (records.length > 0) yield records;
}

/** All records that end in this text. */
function takeRecords(text: string, firstLine: number, file: string) {
  const records: CsvRecord[] = [];
  let end = 0;
  let lines = 0;
  for (;;) {
    const record = endOfRecord(text, end);
    if (record === undefined) return { records, end, lines };
    const last = record.end > end && text[record.end - 1] === '\r' ? record.end - 1 : record.end;
    const line = firstLine + lines;
    if (last > end) records.push({ line, fields: fieldsOf(text.slice(end, last), record.quoted, file, line) });
    end = record.end + 1;
    lines += record.lines;
  }
}

/** The line feed that ends the record which begins at `start`: the first one before which quotes come in pairs. */
function endOfRecord(text: string, start: number) {
  let quotes = 0;
  let quote = text.indexOf(QUOTE, start);
  for (let lines = 1, from = start; ; lines++) {
    const end = text.indexOf('\n', from);
    if (end < 0) return undefined;
    while (quote >= 0 && quote < end) {
      quotes++;
      quote = text.indexOf(QUOTE, quote + 1);
    }
    if (quotes % 2 === 0) return { end, lines, quoted: quotes > 0 };
    from = end + 1;
  }
}

function fieldsOf(record: string, quoted: boolean, file: string, line: number): string[] {
  if (!quoted) return record.split(',');
  const fields: string[] = [];
  for (let at = 0; ; ) {
    if (record[at] !== QUOTE) {
      const comma = record.indexOf(',', at);
      fields.push(record.slice(at, comma < 0 ? undefined : comma));
      if (comma < 0) return fields;
      at = comma + 1;
      continue;
    }
    let close = record.indexOf(QUOTE, at + 1);
    let doubled = false;
    while (record[close + 1] === QUOTE) {
      doubled = true;
      close = record.indexOf(QUOTE, close + 2);
    }
    const field = record.slice(at + 1, close);
    fields.push(doubled ? field.replaceAll('""', QUOTE) : field);
    if (close + 1 === record.length) return fields;
    if (close < 0 || record[close + 1] !== ',') throw corrupt('a quoted field goes on after its quote', file, line);
    at = close + 2;
  }
}

const corrupt = (message: string, file: string, line: number): PipelineError =>
  new PipelineError('corrupt-csv', ExitCode.corruptInput, message, { location: { file, line } });
