import type { SchemaElement, SchemaTree } from 'hyparquet/src/types.js';
import { type Cell, type ColumnKind, describeType, kindOf } from './cells.ts';
import { columnPages } from './column-pages.ts';
import { corruptParquet } from './damage.ts';
import { type Metadata, readMetadata } from './metadata.ts';
import { openRandomAccess, type RandomAccess } from './random-access.ts';

/** A column that is neither nested nor repeated. */
export interface ParquetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** In the words of Parquet. */
  readonly type: string;
}

/** Some consecutive rows, by column. */
export interface RowBlock {
  /** 1-based. */
  readonly rowGroup: number;
  /** Place of the first of these rows in the file, 0-based. */
  readonly firstRow: number;
  readonly length: number;
  /** Parallel to the columns that were asked for. */
  readonly columns: readonly ArrayLike<Cell>[];
}

/** Rows of a block at most. */
const BLOCK = 1024;

/** A Parquet file, open for reading. Close it after use. */
export class ParquetFile {
  readonly columns: readonly ParquetColumn[];
  readonly rows: number;
  /** Bytes on disk. */
  readonly size: number;
  /** Microseconds since 1970 UTC. */
  readonly modified: number;
  readonly #access: RandomAccess;
  readonly #metadata: Metadata;
  readonly #name: string;

  private constructor(access: RandomAccess, metadata: Metadata, name: string) {
    this.#access = access;
    this.#metadata = metadata;
    this.#name = name;
    this.size = access.size;
    this.modified = Math.round(access.modified * 1000);
    this.rows = metadata.file.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
    this.columns = metadata.schema.children.map(columnOf);
  }

  /**
   * @param name what to call the file in messages.
   * @throws PipelineError `not-parquet`, `truncated-parquet`, `corrupt-parquet` or `unsupported-parquet`.
   */
  static async open(path: string, name: string): Promise<ParquetFile> {
    const access = await openRandomAccess(path);
    try {
      return new ParquetFile(access, await readMetadata(access, name), name);
    } catch (error) {
      await access.close();
      throw error;
    }
  }

  /**
   * The rows in their order, as few of them at a time as the pages of the file allow.
   *
   * @param names columns of {@link columns}, of the kinds time and text.
   */
  async *read(names: readonly string[]): AsyncGenerator<RowBlock> {
    let groupStart = 0;
    for (const [index, group] of this.#metadata.file.row_groups.entries()) {
      const place = { file: this.#name, rowGroup: index + 1, rows: Number(group.num_rows) };
      const cursors = names.map((column) => {
        const chunk = group.columns.find((candidate) => candidate.meta_data?.path_in_schema[0] === column);
        if (chunk === undefined)
          throw corruptParquet(`row group ${index + 1} lacks column ${column}`, { file: this.#name });
        return new Cursor(columnPages(this.#access, chunk, this.#schemaPath(column), { ...place, column }));
      });
      for (let row = 0; row < place.rows; ) {
        const available = await Promise.all(cursors.map((cursor) => cursor.available()));
        const length = Math.min(BLOCK, ...available);
        yield {
          rowGroup: index + 1,
          firstRow: groupStart + row,
          length,
          columns: cursors.map((cursor) => cursor.take(length)),
        };
        row += length;
      }
      groupStart += place.rows;
    }
  }

  close(): Promise<void> {
    return this.#access.close();
  }

  #schemaPath(name: string): SchemaTree[] {
    const { schema } = this.#metadata;
    return [schema, schema.children.find(({ element }) => element.name === name) as SchemaTree];
  }
}

function columnOf({ element, children }: SchemaTree): ParquetColumn {
  const flat = children.length === 0 && element.repetition_type !== 'REPEATED';
  return {
    name: element.name,
    kind: flat ? kindOf(element) : 'other',
    type: flat ? describeType(element) : nested(element),
  };
}

const nested = ({ converted_type, logical_type }: SchemaElement): string =>
  logical_type?.type ?? converted_type ?? 'a nested column';

/** Hands out the cells of a column in pieces that do not follow its pages. */
class Cursor {
  readonly #pages: AsyncIterator<ArrayLike<Cell>>;
  #page: ArrayLike<Cell> = [];
  #at = 0;

  constructor(pages: AsyncIterable<ArrayLike<Cell>>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** Cells that are in memory; only at the end of the row group there are none. */
  async available(): Promise<number> {
    while (this.#at === this.#page.length) {
      const next = await this.#pages.next();
      if (next.done) return 0;
      this.#page = next.value;
      this.#at = 0;
    }
    return this.#page.length - this.#at;
  }

  take(length: number): ArrayLike<Cell> {
    const start = this.#at;
    this.#at += length;
    return Array.prototype.slice.call(this.#page, start, this.#at);
  }
}
