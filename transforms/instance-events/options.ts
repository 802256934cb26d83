import * as z from 'zod';
import { parseZonedTime } from '../../pipeline/formats/zoned-time.ts';
import { databasesOption } from '../databases.ts';

const DAY = 86_400_000_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** A date stands for the whole day: its first moment where a window begins, its last where it ends. */
const moment = (edge: 'first' | 'last') =>
  z.string().transform((text, context) => {
    const date = DATE.test(text);
    const time = parseZonedTime(date ? `${text}T00:00:00` : text)?.time;
    if (time !== undefined) return date && edge === 'last' ? time + DAY - 1 : time;
    context.addIssue({ code: 'custom', message: 'expected a time like 2024-01-31T12:00:00Z, or a date' });
    return z.NEVER;
  });

const excluded = (whose: string) =>
  z
    .array(z.string())
    .default(['admin'])
    .describe(`Instances of these ${whose} are left out, by id.`)
    // Who is left out is nobody's business: not the manifest's either.
    .meta({ private: true, examples: [['admin']] });

export const instanceEventsOptions = z
  .strictObject({
    cloud: z
      .enum(['vm', 'baremetal'])
      .describe(
        '`vm`: hosts are hypervisors, PROPERTIES the size of the instance. `baremetal`: hosts are Ironic nodes.',
      )
      .meta({ examples: ['vm'] }),
    databases: databasesOption,
    start: moment('first')
      .optional()
      .describe(
        'Events of requests made then or later (`created_at` of the action). UTC without a zone; a date: from its first moment.',
      )
      .meta({ examples: ['2024-01-01T00:00:00Z'] }),
    end: moment('last')
      .optional()
      .describe('Events of requests made then or before. UTC without a zone; a date: up to its last moment.')
      .meta({ examples: ['2024-12-31'] }),
    exclude_projects: excluded('projects'),
    exclude_users: excluded('users'),
    shadow_tables: z
      .boolean()
      .default(true)
      .describe("Read Nova's shadow tables too, which hold what was archived. Star Compactor never does."),
    unfinished: z
      .enum(['keep', 'drop'])
      .default('keep')
      .describe('What to do with events that have no finish. Star Compactor drops them.'),
    semantics: z
      .enum(['default', 'starcompactor'])
      .default('default')
      .describe('`starcompactor` reproduces the events of Star Compactor, flaws included.'),
  })
  .superRefine(({ start, end }, context) => {
    if (start === undefined || end === undefined || start <= end) return;
    context.addIssue({ code: 'custom', path: ['end'], message: 'expected a time after `start`' });
  });

export type InstanceEventsOptions = z.output<typeof instanceEventsOptions>;
