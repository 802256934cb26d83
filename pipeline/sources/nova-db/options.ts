import * as z from 'zod';
import { parseMysqlUrl } from '../../formats/mysql-url.ts';

const URL_FORM = 'mysql://user:password@host:3306/database';

const url = z
  .string()
  .refine((text) => parseMysqlUrl(text) !== undefined, {
    message: `expected a URL like ${URL_FORM} (special characters in the password percent-encoded)`,
  })
  .meta({ secret: true });

const file = (what: string) => z.string().min(1).optional().describe(what).meta({ path: true });

const tls = z
  .strictObject({
    ca: file("The certificates (PEM) of those who may sign the server's; the default: those that Node trusts."),
    cert: file('The certificate (PEM) of this client.'),
    key: file('The private key (PEM) of this client.'),
    verify: z
      .enum(['full', 'ca', 'none'])
      .default('full')
      .describe(
        "`full`: the server's certificate is signed and names the host; `ca`: it is signed; `none`: any will do.",
      ),
  })
  .meta({ examples: [{ ca: 'ca.pem' }] });

const settings = {
  host: z
    .string()
    .min(1)
    .optional()
    .describe('The server.')
    .meta({ examples: ['db.example.org'] }),
  port: z
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe('Its TCP port; the default is 3306.')
    .meta({ examples: [3306] }),
  user: z
    .string()
    .min(1)
    .optional()
    .describe('Who logs in.')
    .meta({ examples: ['nova_reader'] }),
  password: z
    .string()
    .optional()
    .describe('The password of the user.')
    .meta({ secret: true, examples: ['${NOVA_DB_PASSWORD}'] }),
  socket: z
    .string()
    .min(1)
    .optional()
    .describe('A Unix socket instead of host and port.')
    .meta({ path: true, examples: ['/run/mysqld/mysqld.sock'] }),
  tls: z.union([z.boolean(), tls]).optional().describe('Encrypt the connection, or do not. A map says whom to trust.'),
};

const connection = z.union([
  url,
  z.strictObject(settings).refine(({ host, socket }) => host === undefined || socket === undefined, {
    message: 'expected a host or a socket, found both',
    path: ['socket'],
  }),
]);

const cell = z.union([
  url.refine((text) => parseMysqlUrl(text)?.database !== undefined, {
    message: `expected the database at the end of the URL of a cell: ${URL_FORM}`,
  }),
  z.strictObject({
    database: z
      .string()
      .min(1)
      .describe("The cell's database.")
      .meta({ examples: ['nova_cell2'] }),
    ...settings,
  }),
]);

export const novaDbOptions = z.strictObject({
  connection: connection
    .optional()
    .describe(
      'The server that the databases are on: a URL as OpenStack writes it, or a map. The default: what the option files say, ' +
        'else this machine.',
    )
    .meta({ private: true, examples: ['${NOVA_DB_URL}', { host: 'db.example.org', user: 'nova_reader' }] }),
  defaults_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A MySQL option file: the options of its groups `client`, `client-server` and `mysql` fill in what `connection` leaves out. ' +
        'The default, where there is no `connection`: `~/.my.cnf`, if it exists.',
    )
    .meta({ path: true, examples: ['nova-reader.cnf'] }),
  cells: z
    .union([z.enum(['auto', 'none']), z.array(cell).min(1)])
    .default('auto')
    .describe(
      '`auto`: `nova_api.cell_mappings` tells which databases are on other servers; `none`: all are on the one of `connection`; a ' +
        'list: these are elsewhere.',
    )
    .meta({ private: true, examples: ['none', ['mysql://nova_reader:${PASSWORD}@cell2.example.org/nova_cell2']] }),
  state: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file that remembers which instance events have been given: the next run gives only those finished since. One per ' +
        'pipeline.',
    )
    .meta({ path: true, examples: ['nova-db.state.json'] }),
});

export type NovaDbOptions = z.output<typeof novaDbOptions>;
export type ConnectionOption = NonNullable<NovaDbOptions['connection']>;
export type ConnectionMap = Exclude<ConnectionOption, string>;
