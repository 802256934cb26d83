import { openCatalog } from '../catalog.ts';
import { ExitCode, toPipelineError } from '../errors.ts';

/** All stages that a pipeline in the current folder can name, one per line. */
export async function list(): Promise<number> {
  const catalog = openCatalog(process.cwd());
  const rows = await Promise.all(
    catalog.names().map(async (name) => {
      try {
        const stage = await catalog.load(name);
        return [name, stage?.kind ?? '', stage?.summary ?? ''] as const;
      } catch (error) {
        // One broken package must not hide the others.
        return [name, 'broken', toPipelineError(error).message] as const;
      }
    }),
  );
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  for (const [name, kind, summary] of rows) {
    process.stdout.write(`${name.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${summary}\n`);
  }
  return ExitCode.ok;
}
