/** What a comparison found, as people and as programs read it. */
import { areEqual, type TraceDiff } from './diff-traces.ts';
import { type Masking, NAMES } from './masking.ts';
import type { Fields, OneSided } from './tally.ts';

/** Instances have many kinds of events: the line would have no end. */
const MOST_COUNTS = 10;

export function diffText(diff: TraceDiff): string {
  const { a, b, kind, equal, changed, onlyInA, onlyInB } = diff;
  const nouns = `${kind?.name.replace('-', ' ') ?? 'record'}s`;
  if (areEqual(diff)) return `equal: ${equal} ${nouns}\n`;
  const lines = [`A ${a.file}: ${a.rows} ${nouns}`, `B ${b.file}: ${b.rows} ${nouns}`];
  lines.push(...diff.masking.map(maskingLine));
  if (diff.otherSalt.length > 0) {
    lines.push(
      `${diff.otherSalt.join(', ')}: no value is in both, they seem to be masked under different salts; left out of the comparison`,
    );
  }
  if (diff.columnsOnlyInA.length > 0) lines.push(`columns only in A: ${diff.columnsOnlyInA.join(', ')}`);
  if (diff.columnsOnlyInB.length > 0) lines.push(`columns only in B: ${diff.columnsOnlyInB.join(', ')}`);
  lines.push(`equal: ${equal}`);
  if (changed.rows > 0) {
    lines.push(`other values: ${changed.rows} (${counts(changed.columns)})`);
    for (const { row, changes } of changed.examples) {
      const told = changes.map(
        ({ column, a: before, b: after }) => `${column} ${show(column, before, diff)} -> ${show(column, after, diff)}`,
      );
      lines.push(`  ~ ${keyText(row, diff)}: ${told.join(', ')}`);
    }
  }
  lines.push(...oneSidedLines('only in A', '-', onlyInA, diff), ...oneSidedLines('only in B', '+', onlyInB, diff));
  return `${lines.join('\n')}\n`;
}

function maskingLine({ column, a, b }: Masking): string {
  if (a === b) return `${column}: no value is in both, it seems to be masked in one only; left out of the comparison`;
  const how = a === NAMES ? 'masked in B only' : b === NAMES ? 'masked in A only' : 'masked in different ways';
  return `${column}: ${how} (${a} in A, ${b} in B); left out of the comparison`;
}

function oneSidedLines(title: string, sign: string, { rows, events, examples }: OneSided, diff: TraceDiff): string[] {
  if (rows === 0) return [];
  return [`${title}: ${rows} (${counts(events)})`, ...examples.map((row) => `  ${sign} ${keyText(row, diff)}`)];
}

/** `ENABLE 49, UPDATE 22`, the most frequent first. */
function counts(by: ReadonlyMap<string, number>): string {
  const sorted = [...by].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
  const told = sorted.slice(0, MOST_COUNTS).map(([name, count]) => `${name || '(none)'} ${count}`);
  const rest = sorted.slice(MOST_COUNTS).reduce((sum, [, count]) => sum + count, 0);
  return [...told, ...(rest > 0 ? [`others ${rest}`] : [])].join(', ');
}

const keyText = (row: Fields, diff: TraceDiff): string => {
  const { columns, keyLength } = diff.layout;
  return columns
    .slice(0, keyLength)
    .map((column, i) => show(column, row[i] as string, diff))
    .join(' ');
};

/** A value in its normal form, spelled as the default dialect spells it. */
function show(column: string, value: string, { kind }: TraceDiff): string {
  if (value === '') return '(none)';
  return kind?.columns.get(column)?.type === 'time' ? `${value}Z` : value;
}

/** The same as plain data. */
export function diffJson(diff: TraceDiff): unknown {
  const { a, b, kind, equal, changed, onlyInA, onlyInB, columnsOnlyInA, columnsOnlyInB, masking, otherSalt, layout } =
    diff;
  const keyed = (row: Fields) =>
    Object.fromEntries(
      layout.columns.slice(0, layout.keyLength).map((column, i) => [column, plain(column, row[i] as string, diff)]),
    );
  const oneSided = ({ rows, events, examples }: OneSided) => ({
    rows,
    events: Object.fromEntries(events),
    examples: examples.map(keyed),
  });
  return {
    same: areEqual(diff),
    kind: kind?.name ?? null,
    ...{ a, b, equal },
    changed: {
      rows: changed.rows,
      columns: Object.fromEntries(changed.columns),
      examples: changed.examples.map(({ row, changes }) => ({
        key: keyed(row),
        changes: changes.map(({ column, a: before, b: after }) => ({
          column,
          a: plain(column, before, diff),
          b: plain(column, after, diff),
        })),
      })),
    },
    onlyInA: oneSided(onlyInA),
    onlyInB: oneSided(onlyInB),
    ...{ columnsOnlyInA, columnsOnlyInB, masking, otherSalt },
  };
}

const plain = (column: string, value: string, diff: TraceDiff): string | null =>
  value === '' ? null : show(column, value, diff);
