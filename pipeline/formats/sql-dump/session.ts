import { type Dialect, dialectOf } from './dialect.ts';
import { notUnderstood } from './errors.ts';
import type { Token, Tokens } from './tokens.ts';

/** A variable of the server or user: text; undefined for the server's default; or what only a server could work out. */
type Value = string | undefined | typeof UNCERTAIN;
const UNCERTAIN = Symbol('uncertain');

/** Plain data: null for the server's default, false for what only a server could work out. */
type SavedValue = string | null | false;
export interface SavedSession {
  readonly sqlMode: SavedValue;
  readonly charset: SavedValue;
  readonly hasUnrestored: boolean;
  readonly userVariables: Readonly<Record<string, SavedValue>>;
}

const saved = (value: Value): SavedValue => (value === UNCERTAIN ? false : (value ?? null));
const restored = (value: SavedValue): Value => (value === false ? UNCERTAIN : (value ?? undefined));

/** The modes that make `"x"` a name; the later ones contain the first. */
const ANSI_QUOTES = ['ANSI_QUOTES', 'ANSI', 'DB2', 'MAXDB', 'MSSQL', 'ORACLE', 'POSTGRESQL'];
const NO_BACKSLASH_ESCAPES = ['NO_BACKSLASH_ESCAPES'];

const OLD_SQL_NOTES = '@OLD_SQL_NOTES';

const SESSION_SCOPES = ['SESSION', 'LOCAL', '@@SESSION', '@@LOCAL'];
const OTHER_SCOPES = ['GLOBAL', 'PERSIST', 'PERSIST_ONLY', '@@GLOBAL', '@@PERSIST', '@@PERSIST_ONLY'];

/** What a dump's SET statements have set so far, as far as it changes the meaning of bytes. */
export class Session {
  #dialect: Dialect = dialectOf(false, true, undefined);
  #sqlMode: Value;
  #charset: Value;
  #hasUnrestored = false;
  /** What dumps keep the former values in, to restore them at the end of a section. */
  readonly #userVariables = new Map<string, Value>();

  get dialect(): Dialect {
    return this.#dialect;
  }

  /** The character set of strings, lower case; undefined where the dump does not say. */
  get charset(): string | undefined {
    return typeof this.#charset === 'string' ? this.#charset : undefined;
  }

  /**
   * The dump has saved SQL_NOTES, the last setting that mysqldump saves before everything else, and not restored it, the last thing
   * that it does: it is cut off. That tells even where there are no comments.
   */
  get hasUnrestored(): boolean {
    return this.#hasUnrestored;
  }

  save(): SavedSession {
    return {
      sqlMode: saved(this.#sqlMode),
      charset: saved(this.#charset),
      hasUnrestored: this.#hasUnrestored,
      userVariables: Object.fromEntries([...this.#userVariables].map(([name, value]) => [name, saved(value)])),
    };
  }

  static restore({ sqlMode, charset, hasUnrestored, userVariables }: SavedSession): Session {
    const session = new Session();
    session.#sqlMode = restored(sqlMode);
    session.#charset = restored(charset);
    session.#hasUnrestored = hasUnrestored;
    for (const [name, value] of Object.entries(userVariables)) session.#userVariables.set(name, restored(value));
    session.#chooseDialect();
    return session;
  }

  /** @param variable with its `@`, lower case */
  hasSet(variable: string): boolean {
    return this.#userVariables.has(variable);
  }

  /** Applies a SET statement; `tokens` stand behind SET. */
  set(tokens: Tokens): void {
    const { offset } = tokens;
    if (tokens.accept('STATEMENT'))
      throw notUnderstood('expected no SET STATEMENT, which holds another statement', offset);
    do this.#assign(tokens);
    while (tokens.acceptMark(','));
    this.#chooseDialect();
  }

  #chooseDialect(): void {
    this.#dialect = dialectOf(
      hasMode(this.#sqlMode, ANSI_QUOTES),
      !hasMode(this.#sqlMode, NO_BACKSLASH_ESCAPES),
      this.charset,
    );
  }

  #assign(tokens: Tokens): void {
    if (tokens.accept('NAMES', 'CHARSET') || (tokens.accept('CHARACTER', 'CHAR') && tokens.accept('SET'))) {
      const [charset] = tokens.upToComma();
      this.#setCharset(charset === undefined ? UNCERTAIN : this.#valueOf([charset]), charset?.offset ?? tokens.offset);
      return;
    }
    const foreign = tokens.accept(...OTHER_SCOPES);
    if ((foreign ?? tokens.accept(...SESSION_SCOPES))?.startsWith('@@')) tokens.acceptMark('.');
    const { text = '', offset = 0 } = tokens.next() ?? {};
    tokens.acceptMark(':');
    const assigns = tokens.acceptMark('=');
    const expression = tokens.upToComma();
    // Some SETs assign nothing that matters here: SET GLOBAL, SET PASSWORD, SET ROLE, SET TRANSACTION.
    if (!assigns || foreign !== undefined) return;
    const variable = text.toUpperCase().replace(/^@@/, '');
    if (variable === OLD_SQL_NOTES) this.#hasUnrestored = true;
    else if (variable === 'SQL_NOTES' && expression.some(({ keyword }) => keyword === OLD_SQL_NOTES))
      this.#hasUnrestored = false;
    if (variable.startsWith('@')) this.#userVariables.set(variable.toLowerCase(), this.#valueOf(expression));
    else if (isUnset(expression, this.#userVariables)) return;
    else if (variable === 'SQL_MODE') this.#setSqlMode(this.#valueOf(expression), expression, offset);
    else if (variable === 'CHARACTER_SET_CLIENT') this.#setCharset(this.#valueOf(expression), offset);
  }

  #setCharset(charset: Value, offset: number): void {
    if (charset === UNCERTAIN) throw notUnderstood('expected the name of a character set', offset);
    this.#charset = charset?.toLowerCase();
  }

  /** An expression over modes is passed over unless it is about a mode that changes how strings are read. */
  #setSqlMode(mode: Value, expression: readonly Token[], offset: number): void {
    if (mode !== UNCERTAIN) this.#sqlMode = mode;
    else if (expression.some(({ text }) => hasMode(text, ANSI_QUOTES) || hasMode(text, NO_BACKSLASH_ESCAPES))) {
      throw notUnderstood('expected a plain list of modes for sql_mode', offset);
    }
  }

  #valueOf(expression: readonly Token[]): Value {
    const [first, second, third, , otherwise] = expression;
    if (first === undefined) return UNCERTAIN;
    if (first.keyword === 'IFNULL' && third !== undefined && otherwise !== undefined) {
      return this.#valueOf([isUnset([third], this.#userVariables) ? otherwise : third]);
    }
    if (second !== undefined) {
      const ofSession = SESSION_SCOPES.includes(first.keyword) && second.text === '.' && third !== undefined;
      return ofSession && expression.length === 3 ? this.#systemVariable(third.keyword) : UNCERTAIN;
    }
    if (first.keyword === 'DEFAULT') return undefined;
    if (first.keyword.startsWith('@@')) return this.#systemVariable(first.keyword.slice(2));
    if (first.keyword.startsWith('@')) return this.#userVariables.get(first.keyword.toLowerCase());
    return first.text;
  }

  #systemVariable(name: string): Value {
    if (name === 'SQL_MODE') return this.#sqlMode;
    return name === 'CHARACTER_SET_CLIENT' ? this.#charset : UNCERTAIN;
  }
}

/** Does the expression read a user variable that the dump has not set? To restore from it changes nothing. */
const isUnset = ([first, second]: readonly Token[], userVariables: ReadonlyMap<string, unknown>): boolean =>
  second === undefined && /^@[^@]/.test(first?.keyword ?? '') && !userVariables.has(first!.keyword.toLowerCase());

const hasMode = (value: Value, modes: readonly string[]): boolean =>
  typeof value === 'string' && value.split(',').some((mode) => modes.includes(mode.trim().toUpperCase()));
