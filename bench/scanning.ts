/** What scanning takes beside decoding, and how many rows a second are read: in this process, over text that is in memory. */
import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { TableNeed } from '../pipeline/stage.ts';

const DIST = new URL('../dist/pipeline/', import.meta.url);
const { createDumpReader } = (await import(
  new URL('formats/sql-dump/dump-reader.js', DIST).href
)) as typeof import('../pipeline/formats/sql-dump/dump-reader.ts');
const { decodeBzip2 } = (await import(
  new URL('formats/bzip2/index.js', DIST).href
)) as typeof import('../pipeline/formats/bzip2/index.ts');

export interface Scanning {
  /** Processor time of scanning and tokenising, by that of decoding the same from bzip2. */
  readonly shareOfBzip2: number;
  /** Rows of the needed tables per processor second of tokenising, when a table is needed that makes up most of a dump. */
  readonly rowsPerSecond: number;
}

/** The tables of `machine-events`, and a large one with columns of several kinds. */
const FEW: TableNeed[] = ['nova', 'nova_cell0'].flatMap((database) => [
  { database, table: 'compute_nodes', columns: ['host', 'vcpus', 'memory_mb', 'local_gb', 'created_at', 'deleted_at'] },
  { database, table: 'services', columns: ['host', 'binary', 'disabled', 'updated_at'] },
]);
const MANY: TableNeed[] = [
  {
    database: 'nova',
    table: 'instance_system_metadata',
    columns: ['id', 'created_at', 'instance_uuid', 'key', 'value'],
  },
];

/** @param bzip2 a backup; its content is held in memory */
export async function scanning(bzip2: string, runs: number): Promise<Scanning> {
  const pieces: Buffer[] = [];
  for await (const piece of decodeBzip2(createReadStream(bzip2))) pieces.push(Buffer.from(piece));
  const read = (needs: TableNeed[]): number => {
    const reader = createDumpReader({ needs, requireTrailer: false, warn() {} });
    let rows = 0;
    for (const piece of pieces) for (const batch of reader.push(piece)) rows += batch.rows.length;
    for (const batch of reader.finish()) rows += batch.rows.length;
    return rows;
  };
  let decode = Number.POSITIVE_INFINITY;
  let few = Number.POSITIVE_INFINITY;
  let many = Number.POSITIVE_INFINITY;
  let rows = 0;
  for (let i = 0; i <= runs; i++) {
    decode = Math.min(
      decode,
      await seconds(async () => {
        for await (const _ of decodeBzip2(createReadStream(bzip2)));
      }),
    );
    few = Math.min(few, await seconds(async () => read(FEW)));
    many = Math.min(many, await seconds(async () => (rows = read(MANY))));
  }
  return { shareOfBzip2: few / decode, rowsPerSecond: rows / (many - few) };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await scanning(process.argv[2] as string, Number(process.argv[3] ?? 3))));
}
