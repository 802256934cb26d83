import * as z from 'zod';

const text = z.string().min(1).optional();

/** The keys of `auth:` in clouds.yaml. */
const auth = z.strictObject({
  auth_url: z
    .string()
    .min(1)
    .describe('Keystone.')
    .meta({ examples: ['https://keystone.example.org:5000/v3'] }),
  username: text.describe('The user, by name.').meta({ examples: ['reader'] }),
  user_id: text
    .describe('The user, by id; then no domain is needed.')
    .meta({ examples: ['c2a7824428df4e32be3d43a36ea3a17c'] }),
  password: text.describe('The password of the user.').meta({ secret: true, examples: ['${OS_PASSWORD}'] }),
  user_domain_name: text.describe("The user's domain, by name.").meta({ examples: ['Default'] }),
  user_domain_id: text
    .describe("The user's domain, by id; `default` when none is named.")
    .meta({ examples: ['default'] }),
  project_name: text.describe('The project to sign in to, by name.').meta({ examples: ['admin'] }),
  project_id: text
    .describe('The project to sign in to, by id.')
    .meta({ examples: ['cb53138764064655b137b8ba6c7f386d'] }),
  project_domain_name: text.describe("The project's domain, by name.").meta({ examples: ['Default'] }),
  project_domain_id: text
    .describe("The project's domain, by id; `default` when none is named.")
    .meta({ examples: ['default'] }),
  system_scope: z
    .literal('all')
    .optional()
    .describe('Sign in to the whole system instead of a project.')
    .meta({ examples: ['all'] }),
  application_credential_id: text
    .describe('An application credential, by id.')
    .meta({ examples: ['6f0c52318c82430e85ca9ce478eac94d'] }),
  application_credential_name: text
    .describe('An application credential, by name; then its user is needed.')
    .meta({ examples: ['traces'] }),
  application_credential_secret: text
    .describe('Its secret.')
    .meta({ secret: true, examples: ['${OS_APPLICATION_CREDENTIAL_SECRET}'] }),
  token: text.describe('A token; it cannot be renewed.').meta({ secret: true, examples: ['${OS_TOKEN}'] }),
});

export const novaApiOptions = z
  .strictObject({
    os_cloud: text
      .describe(
        'A cloud of `clouds.yaml`, looked for as the OpenStack clients do, with `secure.yaml` and `clouds-public.yaml`.',
      )
      .meta({ private: true, examples: ['production'] }),
    openrc: text
      .describe('An openrc file. It is read, never run; what it asks for has to be in the environment.')
      .meta({ path: true, examples: ['admin-openrc.sh'] }),
    auth: auth
      .optional()
      .describe('Credentials, as under `auth:` in clouds.yaml.')
      .meta({ private: true, examples: [{ auth_url: 'https://keystone.example.org:5000/v3', token: '${OS_TOKEN}' }] }),
    region: text.describe('The region, where the catalog has several.').meta({ examples: ['RegionOne'] }),
    interface: z
      .enum(['public', 'internal', 'admin'])
      .optional()
      .describe("Which of the catalog's endpoints to use; `public` where nothing else says.")
      .meta({ examples: ['internal'] }),
    endpoint: text
      .describe("The address of Nova, in place of the catalog's.")
      .meta({ private: true, examples: ['https://nova.example.org:8774/v2.1'] }),
    cacert: text
      .describe('The certificates to trust, PEM; those that Node.js trusts when not given.')
      .meta({ path: true, examples: ['/etc/ssl/certs/cloud-ca.pem'] }),
    insecure: z
      .boolean()
      .optional()
      .describe('Trust any certificate.')
      .meta({ examples: [true] }),
    concurrency: z.int().min(1).max(100).default(8).describe('How many requests are under way at once.'),
    timeout: z.number().positive().max(3600).default(60).describe('Seconds in which an answer has to be there.'),
  })
  .superRefine(({ os_cloud, openrc, auth }, context) => {
    const given = Object.entries({ os_cloud, openrc, auth }).filter(([, value]) => value !== undefined);
    for (const [name] of given.slice(1)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `${given[0]![0]} is given, too: credentials come from one place`,
      });
    }
  });

export type NovaApiOptions = z.output<typeof novaApiOptions>;
