/** A small Parquet writer: what exporters write, and what damaged files hold. Flat columns only. */
import zlib from 'node:zlib';

export interface TestColumn {
  readonly name: string;
  readonly type: 'BYTE_ARRAY' | 'INT64' | 'INT96' | 'DOUBLE';
  /** The number of Parquet's ConvertedType, e.g. 0 for UTF8, 9 and 10 for timestamps in milli- and microseconds, 19 for JSON. */
  readonly converted?: number;
  /** A TIMESTAMP as logical type. */
  readonly timestamp?: 'MILLIS' | 'MICROS' | 'NANOS';
  readonly values: readonly (string | bigint | number | Uint8Array | null)[];
  readonly dictionary?: boolean;
}

export interface ParquetSettings {
  readonly codec?: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP' | 'ZSTD' | 'LZO';
  /** Rows of a row group; default: all in one. */
  readonly groupRows?: number;
  readonly pageRows?: number;
  /** Data pages of version 2. */
  readonly v2?: boolean;
  readonly checksums?: boolean | 'wrong';
  /** Makes page headers as long as those with minima and maxima. */
  readonly headerPadding?: number;
  /** What a data page claims to hold instead of what it does. */
  readonly claimedValues?: number;
}

const TYPES = { INT64: 2, INT96: 3, DOUBLE: 5, BYTE_ARRAY: 6 } as const;
const CODECS = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, LZO: 3, ZSTD: 6 } as const;
const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;

/** A whole Parquet file. All columns have the same number of values, and may hold nulls. */
export function parquetFile(columns: readonly TestColumn[], settings: ParquetSettings = {}): Buffer {
  const rows = columns[0]?.values.length ?? 0;
  const groupRows = settings.groupRows ?? Math.max(1, rows);
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let offset = 4;
  const groups = [];
  for (let start = 0; start < rows; start += groupRows) {
    const end = Math.min(rows, start + groupRows);
    const chunks = columns.map((column) => {
      const { pages, dictionaryBytes } = columnChunk({ ...column, values: column.values.slice(start, end) }, settings);
      const chunk = { column, offset, dictionaryBytes, size: pages.length, values: end - start };
      parts.push(pages);
      offset += pages.length;
      return chunk;
    });
    groups.push({ chunks, rows: end - start });
  }
  const footer = struct([
    [1, i32(1)],
    [2, list(STRUCT, [rootElement(columns.length), ...columns.map(schemaElement)])],
    [3, i64(rows)],
    [
      4,
      list(
        STRUCT,
        groups.map((group) => rowGroup(group, settings)),
      ),
    ],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')]);
}

/** The three columns of an exported audit table, as DuckDB writes them; `data` values that are not text are written as JSON. */
export function auditTable(
  rows: readonly { type: string | null; time: bigint | string | null; data: unknown }[],
  settings: ParquetSettings = {},
): Buffer {
  const text = rows.some(({ time }) => typeof time === 'string');
  return parquetFile(
    [
      {
        name: 'audit_event_type',
        type: 'BYTE_ARRAY',
        converted: 0,
        values: rows.map(({ type }) => type),
        dictionary: true,
      },
      text
        ? { name: 'audit_changed_at', type: 'BYTE_ARRAY', converted: 0, values: rows.map(({ time }) => time) }
        : {
            name: 'audit_changed_at',
            type: 'INT64',
            converted: 10,
            timestamp: 'MICROS',
            values: rows.map(({ time }) => time),
          },
      {
        name: 'data',
        type: 'BYTE_ARRAY',
        converted: 0,
        values: rows.map(({ data }) => (typeof data === 'string' || data === null ? data : JSON.stringify(data))),
      },
    ],
    settings,
  );
}

function columnChunk(column: TestColumn, settings: ParquetSettings): { pages: Buffer; dictionaryBytes: number } {
  const pages: Buffer[] = [];
  const distinct = [...new Set(column.values.filter((value) => value !== null))];
  if (column.dictionary)
    pages.push(
      page(
        2,
        7,
        [
          [1, i32(distinct.length)],
          [2, i32(PLAIN)],
        ],
        plain(column, distinct),
        settings,
      ),
    );
  const dictionaryBytes = pages[0]?.length ?? 0;
  const pageRows = settings.pageRows ?? Math.max(1, column.values.length);
  for (let start = 0; start < column.values.length; start += pageRows) {
    pages.push(dataPage(column, column.values.slice(start, start + pageRows), distinct, settings));
  }
  return { pages: Buffer.concat(pages), dictionaryBytes };
}

function dataPage(
  column: TestColumn,
  values: TestColumn['values'],
  distinct: readonly unknown[],
  settings: ParquetSettings,
): Buffer {
  const present = values.filter((value) => value !== null);
  const levels = runLengths(values.map((value) => (value === null ? 0 : 1)));
  const encoding = column.dictionary ? RLE_DICTIONARY : PLAIN;
  const body = column.dictionary
    ? Buffer.concat([Buffer.from([8]), runLengths(present.map((value) => distinct.indexOf(value)))])
    : plain(column, present);
  const count = settings.claimedValues ?? values.length;
  if (!settings.v2) {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(levels.length);
    const fields: Field[] = [[1, i32(count)], [2, i32(encoding)], [3, i32(RLE)], [4, i32(RLE)], ...padding(settings)];
    return page(0, 5, fields, Buffer.concat([length, levels, body]), settings);
  }
  const fields: Field[] = [
    [1, i32(count)],
    [2, i32(values.length - present.length)],
    [3, i32(values.length)],
    [4, i32(encoding)],
    [5, i32(levels.length)],
    [6, i32(0)],
  ];
  return page(3, 8, fields, body, settings, levels);
}

/** Field 5 of a data page's header: statistics with a long maximum. */
const padding = ({ headerPadding = 0 }: ParquetSettings): Field[] =>
  headerPadding === 0 ? [] : [[5, [STRUCT, struct([[1, binary(Buffer.alloc(headerPadding, 120))]])]]];

function page(
  type: number,
  headerField: number,
  fields: Field[],
  body: Buffer,
  { codec = 'UNCOMPRESSED', checksums }: ParquetSettings,
  uncompressed: Buffer = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.concat([uncompressed, compress(codec, body)]);
  const crc = zlib.crc32(bytes) | 0;
  const header = struct([
    [1, i32(type)],
    [2, i32(uncompressed.length + body.length)],
    [3, i32(bytes.length)],
    ...(checksums ? ([[4, i32(checksums === 'wrong' ? ~crc : crc)]] as Field[]) : []),
    [headerField, [STRUCT, struct(fields)]],
  ]);
  return Buffer.concat([header, bytes]);
}

function plain({ type }: TestColumn, values: readonly unknown[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      if (type === 'BYTE_ARRAY') {
        const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return Buffer.concat([length, bytes]);
      }
      const bytes = Buffer.alloc(type === 'INT96' ? 12 : 8);
      if (type === 'DOUBLE') bytes.writeDoubleLE(Number(value));
      else if (type === 'INT64') bytes.writeBigInt64LE(BigInt(value as bigint));
      else {
        // Nanoseconds of the day, then the Julian day.
        const nanos = BigInt(value as bigint);
        bytes.writeBigInt64LE(nanos % 86_400_000_000_000n);
        bytes.writeInt32LE(Number(nanos / 86_400_000_000_000n) + 2_440_588, 8);
      }
      return bytes;
    }),
  );
}

/** Numbers below 256 as runs of Parquet's RLE hybrid. */
function runLengths(values: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (let start = 0; start < values.length; ) {
    let end = start;
    while (values[end] === values[start]) end++;
    bytes.push(...varint((end - start) * 2), values[start] as number);
    start = end;
  }
  return Buffer.from(bytes);
}

function compress(codec: NonNullable<ParquetSettings['codec']>, bytes: Buffer): Buffer {
  switch (codec) {
    case 'SNAPPY':
      return snappyLiterals(bytes);
    case 'ZSTD':
      return zstdRaw(bytes);
    case 'GZIP':
      return zlib.gzipSync(bytes);
    default:
      return bytes;
  }
}

function snappyLiterals(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from(varint(bytes.length))];
  for (let start = 0; start < bytes.length; start += 60_000) {
    const literal = bytes.subarray(start, start + 60_000);
    const tag = Buffer.from([61 << 2, 0, 0]);
    tag.writeUInt16LE(literal.length - 1, 1);
    parts.push(tag, literal);
  }
  return Buffer.concat(parts);
}

function zstdRaw(bytes: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes.length, 5);
  const parts: Buffer[] = [header];
  for (let start = 0; start === 0 || start < bytes.length; start += 100_000) {
    const block = bytes.subarray(start, start + 100_000);
    const last = start + 100_000 >= bytes.length ? 1 : 0;
    const blockHeader = Buffer.alloc(3);
    blockHeader.writeUIntLE(last | (block.length << 3), 0, 3);
    parts.push(blockHeader, block);
  }
  return Buffer.concat(parts);
}

const rootElement = (columns: number): Buffer =>
  struct([
    [4, binary(Buffer.from('root'))],
    [5, i32(columns)],
  ]);

function schemaElement({ name, type, converted, timestamp }: TestColumn): Buffer {
  const unit = { MILLIS: 1, MICROS: 2, NANOS: 3 };
  return struct([
    [1, i32(TYPES[type])],
    [3, i32(1)],
    [4, binary(Buffer.from(name))],
    ...(converted === undefined ? [] : ([[6, i32(converted)]] as Field[])),
    ...(timestamp === undefined ? [] : ([[10, timestampType(unit[timestamp])]] as Field[])),
  ]);
}

/** `TIMESTAMP(isAdjustedToUTC = false, unit)`. */
const timestampType = (unit: number): Value => [
  STRUCT,
  struct([
    [
      8,
      [
        STRUCT,
        struct([
          [1, [FALSE, Buffer.alloc(0)]],
          [2, [STRUCT, struct([[unit, [STRUCT, struct([])]]])]],
        ]),
      ],
    ],
  ]),
];

interface Chunk {
  readonly column: TestColumn;
  readonly offset: number;
  readonly dictionaryBytes: number;
  readonly size: number;
  readonly values: number;
}

function rowGroup(
  { chunks, rows }: { chunks: Chunk[]; rows: number },
  { codec = 'UNCOMPRESSED' }: ParquetSettings,
): Buffer {
  const columnChunks = chunks.map(({ column, offset, dictionaryBytes, size, values }) => {
    const meta = struct([
      [1, i32(TYPES[column.type])],
      [2, list(I32, [zigzag(PLAIN)])],
      [3, list(BINARY, [binary(Buffer.from(column.name))[1]])],
      [4, i32(CODECS[codec])],
      [5, i64(values)],
      [6, i64(size)],
      [7, i64(size)],
      [9, i64(offset + dictionaryBytes)],
      ...(dictionaryBytes > 0 ? ([[11, i64(offset)]] as Field[]) : []),
    ]);
    return struct([
      [2, i64(offset)],
      [3, [STRUCT, meta]],
    ]);
  });
  return struct([
    [1, list(STRUCT, columnChunks)],
    [2, i64(0)],
    [3, i64(rows)],
  ]);
}

// Thrift's compact protocol.
const FALSE = 2;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
type Value = readonly [type: number, bytes: Buffer];
type Field = readonly [id: number, value: Value];

/** Fields in ascending order of their ids. */
function struct(fields: readonly Field[]): Buffer {
  let before = 0;
  const parts = fields.map(([id, [type, bytes]]) => {
    const head = Buffer.from([((id - before) << 4) | type]);
    before = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function list(type: number, items: readonly Buffer[]): Value {
  const head = items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(items.length)];
  return [LIST, Buffer.concat([Buffer.from(head), ...items])];
}

const i32 = (value: number): Value => [I32, zigzag(value)];
const i64 = (value: number): Value => [I64, zigzag(value)];
const binary = (bytes: Buffer): Value => [BINARY, Buffer.concat([Buffer.from(varint(bytes.length)), bytes])];
const zigzag = (value: number): Buffer => Buffer.from(varint(value < 0 ? -2 * value - 1 : 2 * value));

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
