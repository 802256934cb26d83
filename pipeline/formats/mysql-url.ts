/** Database URLs as SQLAlchemy, and so OpenStack, writes them: `mysql+pymysql://user:password@host:3306/nova?charset=utf8`. */

export interface MysqlUrl {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** `unix_socket`, `ssl_ca`, `charset`… */
  readonly query: Readonly<Record<string, string>>;
}

// A password may hold anything but an unescaped `/`, `?` or `#`; the last `@` ends it.
const FORM =
  /^(?:mysql|mariadb)(?:\+\w+)?:\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^/?#:@]*)(?::(\d+))?(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/** Undefined where the text is no such URL. */
export function parseMysqlUrl(text: string): MysqlUrl | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, login, host = '', port, database = '', query = ''] = match;
  const [user, ...password] = login === undefined ? [] : login.split(':');
  try {
    return {
      ...(host !== '' && { host: host.replace(/^\[(.*)\]$/, '$1') }),
      ...(port !== undefined && { port: Number(port) }),
      ...(user !== undefined && user !== '' && { user: decodeURIComponent(user) }),
      ...(password.length > 0 && { password: decodeURIComponent(password.join(':')) }),
      ...(database !== '' && { database: decodeURIComponent(database) }),
      query: Object.fromEntries(new URLSearchParams(query)),
    };
  } catch {
    // A percent sign that stands for itself.
    return undefined;
  }
}
