/** The reference of a stage, rendered from the stage itself. */
import { FLOW_NOUNS, kindGiven, kindsTaken } from '../spec/flow-kinds.ts';
import { fieldsOf, type OptionField } from '../spec/option-schema.ts';
import type { AnyStage } from '../stage.ts';
import { alternatives } from '../suggest.ts';

const WIDTH = 100;

/** For the terminal. */
export function stageText(stage: AnyStage): string {
  const options = allFields(fieldsOf(stage.options)).flatMap((field) => [
    `  ${field.name}  (${notesOf(field).join('; ')})`,
    ...wrap(
      aboutField(field, (word) => word),
      WIDTH - 6,
    ).map((line) => `      ${line}`),
  ]);
  return [
    `${stage.name} - ${stage.summary}`,
    '',
    placeOf(stage),
    ...(stage.description === undefined ? [] : ['', stage.description.trim()]),
    '',
    'Options',
    ...(options.length === 0 ? ['  none'] : options),
    '',
    'Example',
    ...stage.example
      .trim()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** For the docs: a section of the second level. */
export function stageMarkdown(stage: AnyStage): string {
  const fields = allFields(fieldsOf(stage.options));
  const rows = fields.map((field) => {
    const [type = '', ...notes] = notesOf(field);
    const cells = [quoted(field.name), type, notes.join('; '), aboutField(field, quoted)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const table = ['| option | type | | |', '|---|---|---|---|', ...rows];
  return [
    `## ${stage.name}`,
    '',
    stage.summary,
    '',
    `*${placeOf(stage)}*`,
    ...(stage.description === undefined ? [] : ['', stage.description.trim()]),
    '',
    ...(rows.length === 0 ? ['It has no options.'] : table),
    '',
    '```yaml',
    stage.example.trim(),
    '```',
    '',
  ].join('\n');
}

/** `A transform: takes table rows, gives records.` */
function placeOf(stage: AnyStage): string {
  const takes = alternatives(kindsTaken(stage).map((kind) => FLOW_NOUNS[kind]));
  const given = kindGiven(stage);
  const parts = [
    takes === '' ? undefined : `takes ${takes}`,
    given === 'nothing' ? undefined : `gives ${FLOW_NOUNS[given]}`,
  ];
  return `A ${stage.kind}: ${parts.filter((part) => part !== undefined).join(', ')}.`;
}

/** Options and the options inside them, by their dotted names. */
function allFields(fields: readonly OptionField[], prefix = ''): OptionField[] {
  return fields.flatMap((field) => {
    const name = prefix + field.name;
    return [{ ...field, name }, ...allFields(field.fields, `${name}.`)];
  });
}

/** The type, and what else there is to know at a glance. */
function notesOf({ type, required, defaultValue, secret, path }: OptionField): string[] {
  const notes = [path ? type.replaceAll('text', 'path') : type];
  if (required) notes.push('required');
  if (defaultValue !== undefined) notes.push(`default ${inline(defaultValue)}`);
  if (secret) notes.push('secret');
  return notes;
}

function aboutField({ description, examples }: OptionField, quote: (word: string) => string): string {
  const shown = examples.map((example) => quote(inline(example)));
  return [description, shown.length > 0 ? `For example ${alternatives(shown)}.` : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** A value as it stands in YAML, on one line: JSON without the quotes that YAML does not need. */
function inline(value: unknown): string {
  if (typeof value === 'string') return /^[\w./-][\w./ -]*$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${inline(inner)}`)
    .join(', ')} }`;
}

const quoted = (text: string): string => `\`${text}\``;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
