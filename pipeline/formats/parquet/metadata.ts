import { type FileMetaData, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { SchemaTree } from 'hyparquet/src/types.js';
import { PipelineError } from '../../errors.ts';
import { corruptParquet, notParquet, truncatedParquet, unsupportedParquet } from './damage.ts';
import type { RandomAccess } from './random-access.ts';

/** `PAR1`, four bytes of length and `PAR1` again: no Parquet file is shorter. */
const SHORTEST = 12;

export interface Metadata {
  readonly file: FileMetaData;
  readonly schema: SchemaTree;
}

/**
 * Reads the footer of a Parquet file, which says where everything else is.
 *
 * @param name what to call the file in messages.
 */
export async function readMetadata(access: RandomAccess, name: string): Promise<Metadata> {
  await checkMagic(access, name);
  const byteOffset = Math.max(0, access.size - 8);
  try {
    const file = await parquetMetadataAsync(
      {
        byteLength: access.size,
        slice: async (start, end = access.size) => (await access.read(start, end - start)).buffer,
      },
      { geoparquet: false },
    );
    return { file, schema: parquetSchema(file) };
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    throw corruptParquet('its footer makes no sense', { file: name, byteOffset }, error);
  }
}

async function checkMagic({ size, read }: RandomAccess, file: string): Promise<void> {
  if (size === 0) throw truncatedParquet('the file is empty', { file });
  const head = ascii(await read(0, Math.min(4, size)));
  if (head === 'PARE') throw unsupportedParquet('the file is encrypted', { file });
  if (!'PAR1'.startsWith(head)) throw notParquet('it does not begin with PAR1', { file, byteOffset: 0 });
  if (size >= SHORTEST && ascii(await read(size - 4, 4)) === 'PAR1') return;
  throw truncatedParquet('expected PAR1 and the footer before it at the end of the file', { file, byteOffset: size });
}

const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
