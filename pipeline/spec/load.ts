import { basename, dirname, resolve } from 'node:path';
import { code } from '../suggest.ts';
import { planChain } from './chain.ts';
import { type Entry, EntryReader } from './entries.ts';
import { parseTime } from './epoch.ts';
import { reportDuplicateIds } from './ids.ts';
import { child, describeNode, entryOf, type SpecNode } from './nodes.ts';
import { type Output, reportClashes } from './outputs.ts';
import { applyOverrides, parseOverrides } from './overrides.ts';
import { parseDocuments, type SpecDocument } from './parse.ts';
import { pipelineKeys } from './pipeline-keys.ts';
import type { Catalog, Pipeline, PlannedStage } from './plan.ts';
import { Findings, type Problem } from './problem.ts';
import { Redactor } from './redactor.ts';
import { type Place, Source } from './source.ts';
import { validate } from './validate.ts';

export interface PipelineFile {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
}

export interface LoadSettings {
  readonly catalog: Catalog;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `--set` was given: `stage.option=value`. */
  readonly overrides: readonly string[];
  /** The paths in overrides start here; the pipeline file's own name, too. */
  readonly cwd: string;
  /** Serves `${file:…}`; is given an absolute path. Rejects with the errors of `node:fs`. */
  readonly readFile: (path: string) => Promise<string>;
}

/** A pipeline file that was read; with it, what is needed to look further. */
export interface Loaded {
  /** None when there are errors. */
  readonly pipelines: readonly Pipeline[];
  /** All that is wrong, in the order of the file. */
  readonly problems: readonly Problem[];
  readonly outputs: readonly Output[];
  /** Where each stage is named. */
  readonly places: ReadonlyMap<PlannedStage, Place>;
  readonly redactor: Redactor;
}

/**
 * Reads the pipelines of one file and finds everything that can be found wrong without looking at the world: the only I/O is
 * `readFile`. Never throws for anything that stands in the file or the overrides.
 */
export async function loadPipelines({ file, text }: PipelineFile, settings: LoadSettings): Promise<Loaded> {
  const { catalog, overrides, cwd } = settings;
  const findings = new Findings();
  const redactor = new Redactor();
  const outputs: Output[] = [];
  const places = new Map<PlannedStage, Place>();
  const folder = dirname(resolve(cwd, file));
  const source = new Source(file, text.replace(/^\uFEFF/, ''), folder);
  const surroundings = { env: settings.env, readFile: (path: string) => settings.readFile(resolve(folder, path)) };

  const documents = await parseDocuments(source, { findings, redactor, surroundings });
  if (documents.length === 0) {
    findings.add('empty-file', source.place(0), `${file} is empty`, { hint: 'a pipeline needs at least `stages:`' });
  }
  const drafts = await Promise.all(documents.map((document) => readDraft(document, catalog, findings)));
  const readable = drafts.filter((draft) => draft !== undefined);
  const parsed = await parseOverrides(overrides, cwd, findings);
  if (readable.length === documents.length) {
    applyOverrides(
      parsed,
      readable.flatMap(({ entries }) => entries),
      file,
      findings,
    );
  }

  const named = nameAll(drafts, basename(file).replace(/\.ya?ml$/i, '') || 'pipeline', findings);
  const pipelines: Pipeline[] = [];
  for (const { draft, name } of named) {
    const { value } = validate({
      schema: pipelineKeys,
      node: draft.root,
      place: draft.place,
      owner: undefined,
      findings,
      redactor,
    });
    const keys = value as { epoch: string; manifest?: string | false } | undefined;
    if (typeof keys?.manifest === 'string') {
      const place = entryOf(draft.root, 'manifest')?.value.place ?? draft.place;
      outputs.push({ path: keys.manifest, owner: 'the manifest', place });
    }
    const { entries, stagesPlace } = draft;
    if (entries.length === 0) continue;
    reportDuplicateIds(entries, findings);
    const chain = await planChain(entries, stagesPlace, { catalog, findings, redactor, places, outputs });
    pipelines.push({ name, file, epoch: parseTime(keys?.epoch ?? '') ?? 0, manifest: keys?.manifest, chain });
  }
  reportClashes(outputs, findings);
  return {
    pipelines: findings.hasErrors ? [] : pipelines,
    problems: findings.list((text) => redactor.redactSecrets(text)),
    outputs,
    places,
    redactor,
  };
}

/** A document before its stages are checked. */
interface Draft {
  readonly root: SpecNode;
  readonly place: Place;
  readonly entries: readonly Entry[];
  readonly stagesPlace: Place;
}

async function readDraft(
  { root, place }: SpecDocument,
  catalog: Catalog,
  findings: Findings,
): Promise<Draft | undefined> {
  if (root === undefined) return undefined;
  if (root.kind !== 'map') {
    const nothing = root.kind === 'scalar' && root.value === null;
    findings.add(
      nothing ? 'empty-document' : 'not-a-pipeline',
      place,
      `expected a pipeline, found ${describeNode(root)}`,
      {
        hint: nothing ? 'remove the `---`, or write the pipeline below it' : rootHint(root),
      },
    );
    return undefined;
  }
  const stages = entryOf(root, 'stages');
  const stagesPlace = stages?.keyPlace ?? place;
  const isList = stages?.value.kind === 'list';
  const entries = isList ? await new EntryReader(catalog, findings).readList(stages.value, stagesPlace) : [];
  return { root, place, entries, stagesPlace };
}

const rootHint = (root: SpecNode): string =>
  root.kind === 'list' ? 'put `stages:` above the list' : 'a pipeline is a map with the key `stages`';

/** Names as written, else that of the file, numbered from the second document on. */
function nameAll(
  drafts: readonly (Draft | undefined)[],
  base: string,
  findings: Findings,
): { draft: Draft; name: string }[] {
  const seen = new Map<string, Place>();
  return drafts.flatMap((draft, i) => {
    if (draft === undefined) return [];
    const given = child(draft.root, 'name');
    const written = given?.kind === 'scalar' && typeof given.value === 'string' ? given.value : undefined;
    const name = written ?? (i === 0 ? base : `${base}-${i + 1}`);
    const other = seen.get(name);
    const place = given?.place ?? draft.place;
    if (other === undefined) seen.set(name, place);
    else {
      const { line } = other.source.locate(other.offset);
      findings.add(
        'duplicate-name',
        place,
        `the pipeline in line ${line} is called ${code(given?.kind === 'scalar' ? String(given.shown) : name)} already`,
        {
          hint: 'give every pipeline of a file its own `name:`',
        },
      );
    }
    return [{ draft, name }];
  });
}
