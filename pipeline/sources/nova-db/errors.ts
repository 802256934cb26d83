import { ExitCode, PipelineError, toPipelineError } from '../../errors.ts';

/** The properties of mysql2's errors that are used; its messages hold users, hosts and values, so they are not. */
interface DatabaseFailure {
  readonly code?: string;
  /** As the server numbers its errors. */
  readonly errno?: number;
}

const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNREFUSED',
  'ENOENT',
  'EHOSTUNREACH',
]);
/**
 * Too many connections, the server shuts down, connection aborted, user has too many connections, connection killed (MariaDB),
 * idle for too long (MySQL).
 */
const LOST_NUMBERS = new Set([1040, 1053, 1152, 1184, 1203, 1927, 4031]);
const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EACCES']);

/** Is the server away, so that it may come back? */
export function isLost(error: unknown): boolean {
  if (error instanceof PipelineError) return false;
  const { code, errno } = error as DatabaseFailure;
  return LOST.has(code ?? '') || LOST_NUMBERS.has(errno ?? 0);
}

/**
 * What the user can do about an error of the server or of the way to it.
 *
 * @param what the `database` or `database.table` that was asked for.
 */
export function toDatabaseError(error: unknown, what?: string): PipelineError {
  if (error instanceof PipelineError) return error;
  const { code = '', errno = 0 } = error as DatabaseFailure;
  const name = `${code}${errno > 0 ? ` (${errno})` : ''}`;
  if (errno === 1045 || errno === 1698) {
    return credentials('access-denied', `the database server refuses this user and password: ${name}`, {
      hint: 'look at user and password, and from which hosts the user may come; one made with REQUIRE SSL needs `tls: true`',
    });
  }
  if (errno === 3159 || code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    const [expected, hint] = errno === 3159 ? ['an encrypted', '`tls: true`'] : ['an unencrypted', '`tls: false`'];
    return credentials('tls-mismatch', `the database server takes only ${expected} connection`, {
      hint: `set ${hint} under connection`,
    });
  }
  if (isTls(code)) {
    return credentials('tls-failed', `the TLS connection to the database server failed: ${code}`, {
      hint: 'look at ca, cert, key and verify under connection.tls',
    });
  }
  if ([1044, 1142, 1143, 1227, 1410].includes(errno)) return noPrivilege(what);
  if (errno === 1049) return missingDatabase(what ?? 'that is needed');
  if (errno === 1146) return missingTable(what ?? 'that is needed');
  if (isLost(error) || UNKNOWN_HOST.has(code)) {
    return new PipelineError('database-away', ExitCode.transient, `cannot reach the database server: ${name}`, {
      hint: 'look at host, port and socket under connection, and whether the server runs',
    });
  }
  if (errno > 0 && code !== '' && (code.startsWith('ER_') || code === 'UNKNOWN_CODE_PLEASE_REPORT')) {
    return new PipelineError('database-error', ExitCode.io, `the database server answered with error ${name}`, {
      hint: "look for the number in the server's manual",
    });
  }
  return toPipelineError(error);
}

/** What OpenSSL and Node's tls find wrong. */
const isTls = (code: string): boolean =>
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|HANDSHAKE_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO)/.test(code);

export function noPrivilege(what = 'the database'): PipelineError {
  return credentials('no-privilege', `the user of this connection may not read ${what}`, {
    hint: `let an administrator run: GRANT SELECT ON ${grantTarget(what)} TO that user`,
  });
}

/** `nova.instances` -> `` `nova`.`instances` `` */
const grantTarget = (what: string): string => {
  const [database = '*', table] = what.split('.');
  return `\`${database}\`.${table === undefined ? '*' : `\`${table}\``}`;
};

export function missingDatabase(database: string): PipelineError {
  const message = `the database server has no database ${database}, or this user may not see it`;
  return new PipelineError('missing-database', ExitCode.missingInput, message, {
    hint: `name the databases under \`databases\` of the stage below; or: GRANT SELECT ON ${grantTarget(database)} TO that user`,
  });
}

export function missingTable(table: string): PipelineError {
  return new PipelineError('missing-table', ExitCode.corruptInput, `the database server has no table ${table}`, {
    hint: 'name the right databases under `databases` of the stage below, or finish the migration of the database',
  });
}

export function missingColumns(table: string, columns: readonly string[]): PipelineError {
  const what = `${columns.length === 1 ? 'column' : 'columns'} ${columns.join(', ')}`;
  return new PipelineError('missing-column', ExitCode.corruptInput, `the table ${table} lacks the ${what}`, {
    hint: 'its migration has not been finished, or its release of OpenStack is not known here: run `nova-manage db sync`',
  });
}

function credentials(code: string, message: string, { hint }: { hint: string }): PipelineError {
  return new PipelineError(code, ExitCode.credentials, message, { hint });
}
