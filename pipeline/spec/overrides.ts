/** `--set stage.option=value`: options given on the command line, laid over those of the file. */

import { alternatives, code, didYouMean } from '../suggest.ts';
import { type Entry, type StageEntry, stagesOf } from './entries.ts';
import type { MapEntry, SpecNode } from './nodes.ts';
import { markedScalars } from './option-schema.ts';
import { parseDocuments } from './parse.ts';
import { Findings } from './problem.ts';
import { Redactor } from './redactor.ts';
import { typeOfPlain } from './scalar-type.ts';
import { looksSecret } from './secret-words.ts';
import { type Place, Source } from './source.ts';

interface Override {
  /** The stage's name or id. */
  readonly target: string;
  readonly targetPlace: Place;
  /** The option, and further keys inside it. */
  readonly path: readonly string[];
  readonly pathPlace: Place;
  readonly value: SpecNode;
}

const PREFIX = '--set ';

/** @param cwd relative paths in the values start here. */
export async function parseOverrides(texts: readonly string[], cwd: string, findings: Findings): Promise<Override[]> {
  const overrides: Override[] = [];
  for (const text of texts) {
    const source = new Source('command line', PREFIX + text, cwd, false);
    const match = /^([^.=\s]+)\.([^=\s]+)=/.exec(text);
    if (match === null || match[2]?.split('.').includes('')) {
      const equals = source.text.indexOf('=');
      if (equals !== -1) source.blank(source.place(equals + 1, source.text.length));
      findings.add(
        'bad-override',
        source.place(PREFIX.length, equals === -1 ? source.text.length : equals),
        'expected `--set stage.option=value`',
        { hint: 'for example `--set csv.path=-`' },
      );
      continue;
    }
    const [head, target = '', path = ''] = match;
    const valueStart = PREFIX.length + head.length;
    if (path.split('.').some(looksSecret)) source.blank(source.place(valueStart, source.text.length));
    const value = await parseValue(source, valueStart, findings);
    if (value === undefined) continue;
    const pathStart = PREFIX.length + target.length + 1;
    overrides.push({
      target,
      targetPlace: source.place(PREFIX.length, pathStart - 1),
      path: path.split('.'),
      pathPlace: source.place(pathStart, pathStart + path.length),
      value,
    });
  }
  return overrides;
}

/**
 * A value in `[ ]`, `{ }` or quotes is YAML. Anything else is one plain scalar whatever it looks like: `-`, `*.sql` and
 * `C:\x: y` are texts here, though YAML would see a list, an alias and a map.
 */
async function parseValue(source: Source, start: number, findings: Findings): Promise<SpecNode | undefined> {
  const text = source.text.slice(start);
  const place = source.place(start, source.text.length);
  if (!/^\s*["'[{]/.test(text)) {
    const value = typeOfPlain(text.trim());
    return { kind: 'scalar', place, value, shown: value, quoted: false, unresolved: false };
  }
  const yaml = new Findings();
  const padded = new Source(source.name, ' '.repeat(start) + text, source.folder, false);
  const [document, second] = await parseDocuments(padded, { findings: yaml, redactor: new Redactor() });
  const root = document?.root;
  if (root === undefined || second !== undefined || (root.kind === 'map' && !/^\s*\{/.test(text))) {
    findings.add('bad-override', place, 'the value is not YAML', {
      hint: 'in a shell, put single quotes around all of it',
    });
    return undefined;
  }
  return moved(root, source);
}

/** The same node in the source that is shown. */
function moved(node: SpecNode, source: Source): SpecNode {
  const place = { ...node.place, source };
  if (node.kind === 'scalar') return { ...node, place };
  if (node.kind === 'list') return { ...node, place, items: node.items.map((item) => moved(item, source)) };
  const entries = node.entries.map(({ key, keyPlace, value }) => ({
    key,
    keyPlace: { ...keyPlace, source },
    value: moved(value, source),
  }));
  return { ...node, place, entries };
}

/** Lays the overrides over the stages that they name. */
export function applyOverrides(
  overrides: readonly Override[],
  entries: readonly Entry[],
  file: string,
  findings: Findings,
): void {
  const stages = stagesOf(entries).filter(({ name }) => name !== '');
  for (const override of overrides) {
    const stage = findTarget(override, stages, file, findings);
    if (stage === undefined) continue;
    const options = overlay(stage.options, override.path, override);
    if (options === undefined) {
      findings.add('bad-override', override.pathPlace, `${code(override.path.join('.'))} goes through a list`, {
        hint: "give the whole list: `--set stage.option='[a, b]'`",
      });
    } else if (isSecret(override, options, stage)) {
      override.value.place.source.blank(override.value.place);
      findings.add(
        'secret-override',
        override.pathPlace,
        `${code(override.path.join('.'))} of ${stage.name} is secret, and others can read a command line`,
        { hint: `write it in ${file} as "\${VARIABLE}" or "\${file:PATH}"` },
      );
    } else stage.options = options;
  }
}

function isSecret({ value }: Override, options: SpecNode, { stage }: StageEntry): boolean {
  if (stage === undefined) return false;
  return [...markedScalars(stage.options, options, 'secret')].some(
    (scalar) => scalar.place.source === value.place.source,
  );
}

function findTarget(
  { target, targetPlace }: Override,
  stages: readonly StageEntry[],
  file: string,
  findings: Findings,
): StageEntry | undefined {
  // The stage that answers to the name comes before those that have the name, but answer to an id.
  const own = stages.filter(({ id, name }) => (id?.name ?? name) === target);
  const found = own.length > 0 ? own : stages.filter(({ name }) => name === target);
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    const names = [...new Set(stages.flatMap(({ name, id }) => (id === undefined ? [name] : [id.name, name])))];
    findings.add('unknown-stage', targetPlace, `${file} has no stage ${code(target)}`, {
      hint: didYouMean(target, names, `it has ${alternatives(names.map(code), 'and')}`),
    });
    return undefined;
  }
  const ids = found.flatMap(({ id }) => (id === undefined ? [] : [code(id.name)]));
  const lines = found.map(({ place }) => String(place.source.locate(place.offset).line));
  findings.add(
    'ambiguous-override',
    targetPlace,
    `${file} has ${found.length} stages ${code(target)}, in lines ${alternatives(lines, 'and')}`,
    {
      hint:
        ids.length === found.length
          ? `use an id: ${alternatives(ids)}`
          : 'write an `id:` beside the stage, and use that',
    },
  );
  return undefined;
}

/** Undefined when the path leads through a list. */
function overlay(node: SpecNode | undefined, path: readonly string[], override: Override): SpecNode | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return override.value;
  if (node?.kind === 'list') return undefined;
  const entries: readonly MapEntry[] = node?.kind === 'map' ? node.entries : [];
  const value = overlay(entries.find((entry) => entry.key === key)?.value, rest, override);
  if (value === undefined) return undefined;
  return {
    kind: 'map',
    place: node?.place ?? override.pathPlace,
    entries: [...entries.filter((entry) => entry.key !== key), { key, keyPlace: override.pathPlace, value }],
  };
}
