import * as z from 'zod';
import { parseTime } from './epoch.ts';

const EPOCH = 'expected a time such as 2015-09-17T00:00:00Z';

/** The keys of a pipeline beside its stages. */
export const pipelineKeys = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe('What the pipeline is called in messages and in the name of its manifest. Default: the name of the file.')
    .meta({ examples: ['kvm-machine-events'] }),
  epoch: z
    .string(EPOCH)
    .refine((text) => parseTime(text) !== undefined, EPOCH)
    .default('2015-09-17T00:00:00Z')
    .describe('The columns that end in _SEC count seconds from here. ISO 8601; UTC without a zone.'),
  stages: z
    .array(z.unknown())
    .min(1)
    .describe('What the data goes through, from top to bottom: a source, then transforms, then one or more sinks.'),
  manifest: z
    .union([z.string().min(1), z.literal(false)])
    .optional()
    .describe('Where the manifest of the run goes; false for none. Default: beside the first file that is written.')
    .meta({ path: true, examples: ['trace.manifest.json', false] }),
});
