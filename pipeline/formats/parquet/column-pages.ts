import { crc32 } from 'node:zlib';
import type { ColumnChunk } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert } from 'hyparquet/src/convert.js';
import type { ColumnDecoder, DecodedArray, PageHeader, SchemaTree } from 'hyparquet/src/types.js';
import { PipelineError } from '../../errors.ts';
import { type Cell, PARSERS } from './cells.ts';
import { corruptParquet, unsupportedParquet } from './damage.ts';
import { DECOMPRESSORS } from './decompressors.ts';
import type { RandomAccess } from './random-access.ts';

export interface ChunkPlace {
  /** The file as the user named it. */
  readonly file: string;
  readonly column: string;
  /** 1-based. */
  readonly rowGroup: number;
  readonly rows: number;
}

/** Room for a page header; one that holds long minima and maxima is read again with more. */
const HEADER_BYTES = 16 << 10;

/**
 * The cells of one column in one row group, a page at a time. hyparquet reads a row group whole, which may be gigabytes of JSON; a
 * page is a megabyte with most writers.
 *
 * @param schemaPath from the root of the schema to the column; a flat column, hence of length two.
 */
export async function* columnPages(
  access: RandomAccess,
  chunk: ColumnChunk,
  schemaPath: SchemaTree[],
  place: ChunkPlace,
): AsyncGenerator<ArrayLike<Cell>> {
  const { file, column, rowGroup } = place;
  const where = `column ${column}, row group ${rowGroup}`;
  const meta = chunk.meta_data;
  if (chunk.crypto_metadata !== undefined) throw unsupportedParquet(`${where} is encrypted`, { file });
  if (meta === undefined || chunk.file_path) throw unsupportedParquet(`${where} lies in another file`, { file });
  const { codec, type } = meta;
  if (codec !== 'UNCOMPRESSED' && DECOMPRESSORS[codec] === undefined) {
    throw unsupportedParquet(`${where} is compressed with ${codec ?? 'an unknown codec'}`, { file });
  }
  const element = (schemaPath.at(-1) as SchemaTree).element;
  const pathInSchema = meta.path_in_schema;
  const decoder: ColumnDecoder = {
    ...{ pathInSchema, type, element, schemaPath, codec },
    parsers: PARSERS,
    compressors: DECOMPRESSORS,
    utf8: false,
  };
  let offset = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = offset + Number(meta.total_compressed_size);
  let dictionary: DecodedArray | undefined;
  let rows = 0;
  try {
    while (rows < place.rows) {
      const { header, length } = await readHeader(access, offset, end);
      const bytes = await readBody(access, offset + length, end, header);
      const count = countOf(header, place.rows - rows, Number(meta.num_values));
      // Each page begins a list of its own; `undefined` would be the page to append to.
      const page = readPage({ view: new DataView(bytes.buffer), offset: 0 }, header, decoder, dictionary, undefined, 0);
      offset += length + bytes.length;
      if (header.type === 'DICTIONARY_PAGE') dictionary = convert(page.data ?? [], decoder);
      else {
        const cells = (page.data ?? []) as ArrayLike<Cell>;
        if (cells.length !== count) throw new Error(`a page claims ${count} values and holds ${cells.length}`);
        rows += cells.length;
        yield cells;
      }
    }
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    throw corruptParquet(`${where}: ${(error as Error).message}`, { file, byteOffset: offset }, error);
  }
}

async function readHeader(access: RandomAccess, offset: number, end: number) {
  for (let size = HEADER_BYTES; ; size *= 4) {
    const available = Math.min(size, end - offset);
    if (available <= 0) throw new RangeError('its pages hold fewer rows than its row group');
    const bytes = await access.read(offset, available);
    const reader = { view: new DataView(bytes.buffer), offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch (error) {
      // It may only have been cut by us.
      if (available === end - offset) throw error;
    }
  }
}

async function readBody(access: RandomAccess, start: number, end: number, header: PageHeader) {
  if (start + header.compressed_page_size > end) throw new RangeError('a page reaches beyond its column');
  const bytes = await access.read(start, header.compressed_page_size);
  if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0) throw new Error('the checksum of a page is wrong');
  return bytes;
}

/** How many values a page says it holds. Asked before they are made: a damaged count may be astronomical. */
function countOf(header: PageHeader, rowsLeft: number, valuesOfChunk: number): number {
  const data = header.data_page_header ?? header.data_page_header_v2;
  const count = data?.num_values ?? header.dictionary_page_header?.num_values ?? 0;
  const most = data === undefined ? valuesOfChunk : rowsLeft;
  if (!(count >= 0 && count <= most)) throw new RangeError(`a page claims ${count} values where ${most} are left`);
  return count;
}
