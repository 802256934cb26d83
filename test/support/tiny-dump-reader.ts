/**
 * Reads a whole dump back, as slowly and plainly as can be: a check on the writer of the fixtures that shares no code with
 * it, nor with the product.
 */

export interface ReadTable {
  readonly columns: string[];
  /** Those that hold bytes. */
  readonly binary: Set<string>;
  /** Values by column: text, bytes as latin1 text, or null. */
  readonly rows: Map<string, string | null>[];
}

/** The tables of the dump by `database.table`; a dump without USE is of `defaultDatabase`. */
export function readDump(bytes: Buffer, defaultDatabase = ''): Map<string, ReadTable> {
  const text = bytes.toString('latin1');
  const decode = decoderOf(text);
  const tables = new Map<string, ReadTable>();
  let database = defaultDatabase;
  for (const statement of statements(text)) {
    const use = /^USE [`"](.+)[`"]$/.exec(statement);
    if (use) database = use[1]!;
    const create = /^CREATE TABLE [`"](\w+)[`"] \(\n(.*)\n\)/s.exec(statement);
    if (create) {
      const columns = [...create[2]!.matchAll(/^ {2}[`"](\w+)[`"] (\w+)/gm)];
      const binary = columns.filter(([, , type]) => /blob|binary/.test(type!)).map(([, name]) => name!);
      tables.set(`${database}.${create[1]}`, {
        columns: columns.map(([, name]) => name!),
        binary: new Set(binary),
        rows: [],
      });
    }
    const insert = /^(?:INSERT INTO|INSERT IGNORE INTO|REPLACE INTO) [`"](\w+)[`"] (?:\((.*?)\) )?VALUES\s?/.exec(
      statement,
    );
    if (!insert) continue;
    const table = tables.get(`${database}.${insert[1]}`)!;
    const columns = insert[2] ? [...insert[2].matchAll(/\w+/g)].map(([name]) => name) : table.columns;
    for (const values of rowsOf(statement.slice(insert[0].length))) {
      if (values.length !== columns.length) throw new Error(`${values.length} values for ${columns.length} columns`);
      const value = (column: string, i: number) => read(values[i]!, table.binary.has(column) ? asIs : decode);
      table.rows.push(new Map(columns.map((column, i) => [column, value(column, i)])));
    }
  }
  return tables;
}

/** Statements without comments; code between DELIMITERs is left out. */
function* statements(text: string): Generator<string> {
  const token =
    /--[^\n]*\n|DELIMITER ;;\n.*?\nDELIMITER ;\n|\/\*.*?\*\/|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|;|[^;'"`/-]+|./gsy;
  let statement = '';
  for (const [part] of text.matchAll(token)) {
    if (part === ';') {
      yield statement.trim();
      statement = '';
    } else if (!/^(--|DELIMITER|\/\*)/.test(part)) statement += part;
  }
  if (statement.trim() !== '') throw new Error(`not a whole statement: ${statement.slice(0, 80)}`);
}

function* rowsOf(text: string): Generator<string[]> {
  const value = /(\(?)((?:_binary )?'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,()'"]+)(,|\),?\n?)/gsy;
  let values: string[] = [];
  let end = 0;
  for (const match of text.matchAll(value)) {
    values.push(match[2]!);
    end = match.index + match[0].length;
    if (match[3] === ',') continue;
    yield values;
    values = [];
  }
  if (end !== text.length) throw new Error(`not rows: ${text.slice(end, end + 80)}`);
}

const asIs = (text: string): string => text;

function read(literal: string, decode: (text: string) => string): string | null {
  if (literal === 'NULL') return null;
  if (literal.startsWith('0x')) return Buffer.from(literal.slice(2), 'hex').toString('latin1');
  const quoted = /^(_binary )?['"](.*)['"]$/s.exec(literal);
  if (!quoted) return literal;
  const special: Record<string, string> = { '0': '\0', n: '\n', r: '\r', Z: '\x1a' };
  const text = quoted[2]!.replace(/\\(.)/gs, (_, character: string) => special[character] ?? character);
  return decode(text);
}

/** As SET NAMES says, else as the bytes look. */
function decoderOf(text: string): (value: string) => string {
  const charset = /^\/\*!\d+ SET NAMES (\w+) ?\*\/;$/m.exec(text)?.[1];
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (value) => {
    const bytes = Buffer.from(value, 'latin1');
    if (charset !== 'latin1') {
      try {
        return utf8.decode(bytes);
      } catch (error) {
        if (charset !== undefined) throw error;
      }
    }
    // As a stream, since Node 20 otherwise takes Windows-1252 for ISO 8859-1.
    return new TextDecoder('windows-1252').decode(bytes, { stream: true });
  };
}
