/** zod's issues -> problems at the places in the file that they are about. */
import type { z } from 'zod';
import { alternatives, code, didYouMean, suggest } from '../suggest.ts';
import { expected } from './expected.ts';
import { describeNode, entryOf, hasUnresolved, hide, nodeAt, type ScalarNode, type SpecNode } from './nodes.ts';
import { fieldAt, isSecretAt, keysAt } from './option-schema.ts';
import type { Findings } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { Place } from './source.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The message of an issue for which the schema's author gave none; a message of the author's wins. */
export const UNSAID = '\u0000';

export interface Subject {
  readonly schema: z.ZodType;
  /** What was checked; undefined when nothing was written at all. */
  readonly node: SpecNode | undefined;
  /** What a missing key is told at when nothing of the map was written: the stage's name. */
  readonly place: Place;
  /** Whose options: `csv`; undefined for the file's own keys. */
  readonly owner: string | undefined;
  readonly secrets: ReadonlySet<ScalarNode>;
  readonly findings: Findings;
  readonly redactor: Redactor;
}

export function reportIssues(issues: readonly Issue[], subject: Subject): void {
  for (const issue of issues) reportIssue(issue, [], subject);
}

function reportIssue(issue: Issue, base: Path, subject: Subject): void {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportUnknownKey(key, path, subject);
    return;
  }
  const branch = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (branch !== undefined) {
    for (const part of branch) reportIssue(part, path, subject);
    return;
  }
  const node = nodeAt(subject.node, path);
  if (node === undefined) reportMissing(issue, path, subject);
  else if (!hasUnresolved(node)) reportInvalid(issue, path, node, subject);
}

/** Of a union's branches the one that the user meant: whose kind of value (map, list, text) was written. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isOfOtherKind = ({ code: kind, path }: Issue) =>
    path.length === 0 && (kind === 'invalid_type' || kind === 'invalid_value');
  const near = branches.filter((issues) => !issues.some(isOfOtherKind));
  return near.toSorted((a, b) => a.length - b.length)[0];
}

function reportUnknownKey(key: string, path: Path, { schema, node, place, owner, findings }: Subject): void {
  const entry = entryOf(nodeAt(node, path), key);
  const known = keysAt(schema, path);
  const meant = suggest(key, known);
  if (entry !== undefined && meant !== undefined && isSecretAt(schema, [...path, meant])) hide(entry.value);
  const where = nameOf(owner, path, 'a pipeline');
  const otherwise = known.length === 0 ? `${where} has no options` : `it has ${alternatives(known.map(code), 'and')}`;
  findings.add(`unknown-${nounOf(owner)}`, entry?.keyPlace ?? place, `${where} has no ${nounOf(owner)} ${code(key)}`, {
    hint: didYouMean(key, known, otherwise),
  });
}

function reportMissing(issue: Issue, path: Path, subject: Subject): void {
  const { schema, node, owner, findings } = subject;
  const name = String(path.at(-1));
  const map = nodeAt(node, path.slice(0, -1));
  // A misspelt key is told as such, and that is enough.
  const known = keysAt(schema, path.slice(0, -1));
  if (map?.kind === 'map' && map.entries.some(({ key }) => !known.includes(key) && suggest(key, known) === name))
    return;
  const place = placeOf(path.slice(0, -1), subject);
  const said = authorsMessage(issue, subject);
  if (said !== undefined) {
    findings.add(`invalid-${nounOf(owner)}`, place, `${nameOf(owner, path, 'the pipeline')}: ${said}`);
    return;
  }
  const message = `${nameOf(owner, path.slice(0, -1), 'a pipeline')} needs the ${nounOf(owner)} ${code(name)}`;
  const { description, type } = fieldAt(schema, path) ?? {};
  const about = description === undefined ? '' : `. ${description}`;
  findings.add(`missing-${nounOf(owner)}`, place, message, {
    hint: `${code(`${name}:`)} is ${expected(issue, type)}${about}`,
  });
}

function reportInvalid(issue: Issue, path: Path, node: SpecNode, subject: Subject): void {
  const { schema, owner, findings, secrets, place } = subject;
  const secret = node.kind === 'scalar' && secrets.has(node);
  const said = authorsMessage(issue, subject);
  const wanted = expected(issue, fieldAt(schema, path)?.type);
  const found = `, found ${describeNode(node, secret)}`;
  const message =
    said === undefined ? `expected ${wanted}${found}` : `${said}${said.startsWith('expected ') ? found : ''}`;
  const name = nameOf(owner, path, 'the pipeline');
  findings.add(
    `invalid-${nounOf(owner)}`,
    path.length === 0 && node.kind === 'map' ? place : node.place,
    `${name}: ${message}`,
    {
      hint: said === undefined ? (mapHint(path, wanted, subject) ?? hintFor(issue, wanted, node, secret)) : undefined,
    },
  );
}

/** What the stage's author says of it, without what must not be shown. */
function authorsMessage({ message }: Issue, { redactor }: Subject): string | undefined {
  return message === UNSAID ? undefined : redactor.redact(message);
}

const nounOf = (owner: string | undefined): string => (owner === undefined ? 'key' : 'option');

/** `machine-events.rack.group`, as for `--set`. */
function nameOf(owner: string | undefined, path: Path, nobody: string): string {
  const steps = owner === undefined ? path : [owner, ...path];
  return steps.length === 0 ? nobody : steps.map(String).join('.');
}

/** Where the map stands in which something is missing: at its key, or for a whole stage at the stage's name. */
function placeOf(path: Path, { node, place }: Subject): Place {
  const step = path.at(-1);
  if (step === undefined) return place;
  const parent = nodeAt(node, path.slice(0, -1));
  return entryOf(parent, String(step))?.keyPlace ?? nodeAt(parent, [step])?.place ?? place;
}

/** `- csv: out.csv` */
function mapHint(path: Path, wanted: string, { schema, owner }: Subject): string | undefined {
  const [option] = keysAt(schema, path);
  if (wanted !== 'a map' || option === undefined) return undefined;
  return `write ${code(`${String(path.at(-1) ?? owner)}: { ${option}: … }`)}`;
}

function hintFor(issue: Issue, wanted: string, node: SpecNode, secret: boolean): string | undefined {
  if (node.kind === 'map' && wanted === 'a list') return 'start every entry with `- `';
  if (node.kind !== 'scalar') return undefined;
  const { value, shown, quoted } = node;
  if (issue.code === 'invalid_value' && typeof value === 'string' && !secret) {
    return didYouMean(value, issue.values.map(String));
  }
  if (
    wanted.startsWith('text') &&
    !/`(true|false)`/.test(wanted) &&
    (typeof value === 'number' || typeof value === 'boolean')
  ) {
    return secret && shown === value ? 'put it in quotes' : `put it in quotes: "${shown}"`;
  }
  if (typeof value === 'string' && quoted && /number|true/.test(wanted)) return 'leave the quotes away';
  return undefined;
}
