import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, PipelineError } from '../errors.ts';
import { scanFile } from '../scan/scan-file.ts';
import { checkOutput, type VerifyProblem } from './check-output.ts';
import { readManifest } from './published-manifest.ts';

/** What was checked, and what was not. */
export interface VerifySummary {
  manifests: number;
  outputs: number;
  records: number;
  /** Their format is none that can be read here: only their checksums were compared. */
  readonly unread: string[];
  /** Files that no manifest names: nothing is known of them. */
  readonly unnamed: string[];
}

const MANIFEST = '.manifest.json';
/** Names of files and versions look like what is looked for, but tell nothing of the cloud's users. */
const HARMLESS_IN_MANIFESTS = new Set(['domain-name', 'ipv4']);

/**
 * Checks a folder as it is published: its manifests, and every file that they name.
 *
 * @param summary is filled while it goes.
 * @throws PipelineError `missing-folder`.
 */
export async function* verifyFolder(folder: string, summary: VerifySummary): AsyncGenerator<VerifyProblem> {
  const names = (await namesIn(folder)).sort();
  const manifests = names.filter((name) => name.endsWith(MANIFEST));
  if (manifests.length === 0)
    yield { file: folder, message: `expected a file *${MANIFEST}, found none`, missing: true };
  const named = new Set(manifests);
  for (const name of manifests) {
    summary.manifests++;
    for await (const { line, kind } of scanFile(join(folder, name))) {
      if (!HARMLESS_IN_MANIFESTS.has(kind)) yield { file: name, line, message: `found what looks like ${kind}` };
    }
    const manifest = await readManifest(join(folder, name));
    if (Array.isArray(manifest)) {
      for (const message of manifest) yield { file: name, message };
      continue;
    }
    for (const output of manifest.outputs) {
      named.add(output.file);
      summary.outputs++;
      summary.records += output.records;
      if (!['csv', 'jsonl'].includes(output.format.sink)) summary.unread.push(output.file);
      yield* checkOutput(folder, output);
    }
  }
  summary.unnamed.push(...names.filter((name) => !named.has(name)));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new PipelineError('missing-folder', ExitCode.missingInput, `expected a folder, found none: ${folder}`, {
      hint: 'name the folder that a run wrote its files and manifest into',
      cause,
    });
  }
}
