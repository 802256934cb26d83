import { areEqual, diffTraces } from '../diff/diff-traces.ts';
import { diffJson, diffText } from '../diff/report.ts';
import { ExternalSorter } from '../engine/external-sort.ts';
import { SpillFile } from '../engine/spill-file.ts';
import { ExitCode } from '../errors.ts';

export interface DiffFlags {
  /** What was found as JSON. */
  readonly json: boolean;
  /** Examples of each way to differ. */
  readonly limit: number;
}

/** Compares two traces and says what differs. Resolves to the exit code: 0 when nothing does, else 1. */
export async function diff(fileA: string, fileB: string, { json, limit }: DiffFlags): Promise<number> {
  const spill = new SpillFile();
  try {
    const found = await diffTraces(fileA, fileB, { limit, sorter: (compare) => new ExternalSorter(compare, spill) });
    process.stdout.write(json ? `${JSON.stringify(diffJson(found), undefined, 2)}\n` : diffText(found));
    return areEqual(found) ? ExitCode.ok : ExitCode.findings;
  } finally {
    await spill.close();
  }
}
