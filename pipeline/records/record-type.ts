/** How a column may reach the public. Checked before a run, like a type. */
export type Sensitivity =
  /** Names or numbers a person, project, instance or machine: must be masked. */
  | 'identifier'
  /** An identifier whose order carries meaning (a rack): numbered instead of hashed. */
  | 'ordered'
  /** Harmless alone, telling together with others (sizes, times). */
  | 'quasi-identifier'
  /** Written by people or programs, may hold anything: dropped by default. */
  | 'free-text'
  | 'public';

export type ColumnType =
  /** Microseconds since 1970-01-01T00:00:00Z, an integer; written as ISO 8601. */
  | 'time'
  /** Seconds, with a fraction where the time has one. */
  | 'seconds'
  | 'integer'
  | 'text'
  /** One of `values`. */
  | 'enum'
  /** A flat map of property name -> text, number or null. */
  | 'properties';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
  readonly sensitivity: Sensitivity;
  readonly unit?: string;
  readonly nullable?: boolean;
  /** For `enum`. */
  readonly values?: readonly string[];
  /**
   * What kind of thing an identifier names, e.g. `host`: equal values in columns of one class, of any record type, get equal
   * pseudonyms; in different classes they need not. The column's name where not given.
   */
  readonly fieldClass?: string;
  /** For `seconds`: the `time` column that it tells once more, counted from the epoch. Without it, a duration. */
  readonly secondsOf?: string;
  /** For `seconds`: any moment before the epoch is -1 (Star Compactor writes it as an integer, the rest as floats). */
  readonly secondsBeforeEpoch?: 'minus-one';
  /** How a stage has treated the column, e.g. `sha2-salted` or `none`. An identifier without treatment may not reach a sink. */
  readonly treatment?: string;
}

/** One key of a PROPERTIES column; without `type`, since its values are text, numbers or null. */
export type Property = Omit<Column, 'type' | 'values' | 'secondsOf' | 'secondsBeforeEpoch'>;

/** What flows between stages after the events were found: the schema of one kind of record. */
export interface RecordType {
  readonly name: 'machine-event' | 'instance-event' | 'lease-event' | (string & {});
  readonly description: string;
  /** In the order of a CSV file's header. */
  readonly columns: readonly Column[];
  /** The keys that the PROPERTIES column may hold. */
  readonly properties: readonly Property[];
  /** Columns that tell two events apart; when two sources tell of the same one, it is told once. All columns where not given. */
  readonly key?: readonly string[];
  /** Column names that a trace is sorted by. */
  readonly order: readonly string[];
  /** Star Compactor's order of the keys of a JSON line, where it is not that of `columns`. */
  readonly starCompactorKeys?: readonly string[];
  /** What Star Compactor's JSON lines hold beside the columns; nothing else writes them. Never identifiers: no mask sees them. */
  readonly starCompactorExtras?: readonly Column[];
}

export type PropertyValue = string | number | null;
export type Properties = Record<string, PropertyValue>;

/** One record: its columns by name. Times are microseconds since 1970 UTC. */
export type DataRecord = Record<string, PropertyValue | Properties>;
