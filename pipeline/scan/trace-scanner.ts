import type { Column, DataRecord, Properties, Property, PropertyValue, RecordType } from '../records/record-type.ts';
import { findPatterns, type PatternKind } from './patterns.ts';
import { LEAST_SEARCHED, type RawValues } from './raw-values.ts';
import { RecentValues } from './recent-values.ts';
import { vocabularyOf } from './vocabulary.ts';

/** What is wrong with a cell: it is or holds a value that was hidden elsewhere, or it looks like what should be hidden. */
export interface CellFind {
  readonly kind: 'hidden-value' | PatternKind;
  /** Of a hidden value, where known. */
  readonly fieldClass?: string;
}

/** A cell of a trace that was looked at, to be looked at again when more values are known. */
export type Cell = readonly [text: string, line: number, column: number];

export interface TraceFind extends CellFind {
  /** 1-based. */
  readonly line: number;
  /** `HOST_NAME (PHYSICAL)`, `PROPERTIES.rack`. */
  readonly column: string;
}

const PSEUDONYM = /^[0-9a-f]{32,64}$/;
/** Instances may be called `4`. */
const SHORT_NUMBER = /^-?\d{1,7}(?:\.\d*)?$/;

/** One column, or one key of PROPERTIES. */
interface Field {
  readonly label: string;
  readonly name: string;
  /** Its place among all fields. */
  readonly index: number;
  readonly schema: Property & { readonly type?: Column['type']; readonly values?: readonly string[] };
  /** Published as it is, by the user's word. */
  readonly exempt: boolean;
  readonly numeric: boolean;
  /** Cells that are known to be clean. */
  readonly clean: RecentValues;
  /** The last one that was met, if it is clean: most often the next is the same. */
  last: unknown;
}

/**
 * Looks at every cell that is about to be written. Cells are looked at once per distinct value of a column, roughly; times, numbers
 * and enumerations are no text, as long as they are what their column says.
 */
export class TraceScanner {
  /** Cells are kept for `takeCells`. */
  keepsCells = true;
  /** Numbers that equal a short hidden value: a coincidence, most likely. */
  equalNumbers = 0;
  readonly #raw: RawValues;
  readonly #isVocabulary: (text: string) => boolean;
  readonly #fields: Field[] = [];
  readonly #columns: readonly Field[];
  readonly #properties: ReadonlyMap<string, Field>;
  readonly #holder: Field | undefined;
  readonly #undeclared = new Map<string, Field>();
  #line: number;
  #finds: TraceFind[] = [];
  #cells: Cell[] = [];
  #multiline = false;

  /** @param firstLine that of the first record, 1-based. */
  constructor(type: RecordType, raw: RawValues, firstLine: number) {
    this.#raw = raw;
    this.#line = firstLine;
    this.#isVocabulary = vocabularyOf(type);
    const { columns, properties, starCompactorExtras = [] } = type;
    this.#columns = [...columns, ...starCompactorExtras].map((column) => this.#field(column.name, column));
    this.#holder = this.#columns.find(({ schema }) => schema.type === 'properties');
    const within = this.#holder?.name;
    this.#properties = new Map(
      properties.map((one) => [one.name, this.#field(one.name, one, `${within}.${one.name}`)]),
    );
  }

  /**
   * What must not be written of some records. The values of columns that are published on purpose (`method: none`) may.
   *
   * @param linesOf how many lines a record takes; asked where a cell holds a line break.
   */
  scan(records: readonly DataRecord[], linesOf: (record: DataRecord) => number): readonly TraceFind[] {
    this.#finds = [];
    for (const record of records) {
      this.#scanRecord(record);
      this.#line += this.#multiline ? linesOf(record) : 1;
      this.#multiline = false;
    }
    return this.#finds;
  }

  /** The different cells since the last call, roughly. */
  takeCells(): Cell[] {
    const cells = this.#cells;
    this.#cells = [];
    return cells;
  }

  /** Looks at cells again, now that more values are known. */
  rescan(cells: readonly Cell[]): TraceFind[] {
    return cells.flatMap(([text, line, index]) => {
      const field = this.#fields[index]!;
      const find = this.#hiddenIn(text, field);
      return find === undefined ? [] : [{ ...find, line, column: field.label }];
    });
  }

  #scanRecord(record: DataRecord): void {
    let declared = 0;
    for (const field of this.#columns) {
      const value = record[field.name];
      if (value === undefined && !(field.name in record)) continue;
      declared++;
      if (value === field.last || (field.numeric && typeof value === 'number')) continue;
      if (field === this.#holder) this.#scanProperties(value as Properties | null, field);
      else this.#scanCell(value as PropertyValue, field);
    }
    if (Object.keys(record).length > declared) this.#scanUndeclared(record);
  }

  #scanProperties(properties: Properties | PropertyValue, holder: Field): void {
    if (typeof properties !== 'object' || properties === null) {
      this.#scanCell(properties, holder);
      return;
    }
    const finds = this.#finds.length;
    for (const name in properties) {
      const field = this.#properties.get(name) ?? this.#undeclaredField(name);
      this.#scanCell(properties[name] as PropertyValue, field);
    }
    // Records of one size share them.
    if (this.#finds.length === finds && !this.#multiline) holder.last = properties;
  }

  /** Our sinks write declared columns only; others might not. */
  #scanUndeclared(record: DataRecord): void {
    for (const name of Object.keys(record)) {
      if (this.#columns.some((field) => field.name === name)) continue;
      const value = record[name] as PropertyValue | Properties;
      const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value];
      for (const text of texts) this.#scanCell(text, this.#undeclaredField(name));
    }
  }

  #undeclaredField(name: string): Field {
    let field = this.#undeclared.get(name);
    if (field === undefined) {
      field = this.#field(name, { name, description: '', sensitivity: 'free-text' }, 'an undeclared column');
      this.#undeclared.set(name, field);
    }
    return field;
  }

  #scanCell(value: PropertyValue | undefined, field: Field): void {
    if (value === null || value === undefined || field.exempt) return;
    if (field.clean.has(value)) {
      field.last = value;
      return;
    }
    if (typeof value === 'number') {
      if (this.#raw.find(String(value)) !== undefined) this.equalNumbers++;
      field.clean.add(value);
      return;
    }
    const text = String(value);
    const find = isPseudonym(text, field) ? this.#scanPseudonym(text, field) : this.#scanText(ownCopy(text), field);
    if (find !== undefined) this.#finds.push({ ...find, line: this.#line, column: field.label });
  }

  /** Among so many hexadecimal digits, a short name made of such digits is met by chance: only the whole counts. */
  #scanPseudonym(text: string, field: Field): CellFind | undefined {
    if (this.keepsCells) this.#cells.push([text, this.#line, field.index]);
    const whole = this.#raw.find(text);
    if (whole !== undefined) return hidden(whole.fieldClass);
    field.clean.add(text);
    return undefined;
  }

  #scanText(text: string, field: Field): CellFind | undefined {
    if (field.schema.values?.includes(text)) {
      field.clean.add(text);
      return undefined;
    }
    if (this.keepsCells) this.#cells.push([text, this.#line, field.index]);
    const find = this.#hiddenIn(text, field) ?? patternIn(text, field);
    // To be met again each time, since it moves the lines after it.
    if (text.includes('\n')) this.#multiline = true;
    else if (find === undefined) field.clean.add(text);
    return find;
  }

  #hiddenIn(text: string, field: Field): CellFind | undefined {
    const { treatment, type, sensitivity } = field.schema;
    const whole = this.#raw.find(text);
    if (whole !== undefined) {
      // What a numbering made, or a number of PROPERTIES, which carry no type.
      const isNumber = SHORT_NUMBER.test(text) && (treatment !== undefined || type === undefined);
      const isWord = sensitivity === 'public' && this.#isVocabulary(text);
      if (!isNumber && !isWord) return hidden(whole.fieldClass);
      if (isNumber) this.equalNumbers++;
    }
    if (text.length < LEAST_SEARCHED || isPseudonym(text, field)) return undefined;
    const within = this.#raw.findWithin(text, (value) => !this.#isVocabulary(value));
    return within && hidden(within.fieldClass);
  }

  #field(name: string, schema: Field['schema'], label = name): Field {
    const numeric = schema.type === 'time' || schema.type === 'seconds' || schema.type === 'integer';
    const field: Field = {
      label,
      name,
      index: this.#fields.length,
      schema,
      exempt: schema.treatment === 'none',
      numeric,
      clean: new RecentValues(),
      last: undefined,
    };
    this.#fields.push(field);
    return field;
  }
}

const hidden = (fieldClass: string | undefined): CellFind => ({
  kind: 'hidden-value',
  ...(fieldClass !== undefined && { fieldClass }),
});

const isPseudonym = (text: string, { schema }: Field): boolean =>
  schema.treatment !== undefined && PSEUDONYM.test(text);

/** V8 cuts texts out of larger ones without copying: to keep a short one would keep the megabyte it was cut from. */
const ownCopy = (text: string): string => Buffer.from(text).toString();

function patternIn(text: string, field: Field): CellFind | undefined {
  const [first] = findPatterns(text);
  if (first === undefined) return undefined;
  // A treatment may give UUIDs; that they are not the hidden ones was seen before.
  const isMasked =
    first.kind === 'uuid' && field.schema.treatment !== undefined && first.end - first.start === text.length;
  return isMasked ? undefined : { kind: first.kind };
}
