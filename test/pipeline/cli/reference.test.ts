import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageMarkdown, stageText } from '../../../pipeline/cli/reference.ts';
import type { AnyStage } from '../../../pipeline/stage.ts';
import { fakeCatalog } from '../../support/fake-stages.ts';

const stage: AnyStage = {
  ...(await fakeCatalog.load('mask'))!,
  description: 'More of it.\n\nAnd | more.',
  options: z.strictObject({
    method: z.enum(['a', 'b']).default('a').describe('How | what.'),
    salt: z
      .string()
      .describe('The secret.')
      .meta({ secret: true, examples: ['${SALT}'] }),
    kept: z
      .string()
      .optional()
      .describe(
        'A file that keeps the numbers from run to run: what has a number keeps it, what is new goes to the end.',
      )
      .meta({ path: true, examples: ['a.json', 'b c/d.json'] }),
    lists: z.array(z.string()).default(['x', "it's"]).describe('Some.'),
    rack: z
      .strictObject({ regex: z.string().describe('A regex.'), group: z.int().default(1).describe('Which.') })
      .optional()
      .describe('Where.'),
  }) as never,
  example: '- mask: { salt: "${SALT}" }\n',
} as AnyStage;

describe('the reference of a stage', () => {
  it('is text for a terminal', () => {
    expect(`\n${stageText(stage)}`).toMatchInlineSnapshot(`
      "
      mask - Masks.

      A transform: takes records, gives records.

      More of it.

      And | more.

      Options
        method  (a | b; default a)
            How | what.
        salt  (text; required; secret)
            The secret. For example '\${SALT}'.
        kept  (path)
            A file that keeps the numbers from run to run: what has a number keeps it, what is new goes to
            the end. For example a.json or b c/d.json.
        lists  (list of text; default [x, 'it''s'])
            Some.
        rack  (map)
            Where.
        rack.regex  (text; required)
            A regex.
        rack.group  (whole number; default 1)
            Which.

      Example
        - mask: { salt: "\${SALT}" }
      "
    `);
  });

  it('is Markdown for the docs', () => {
    expect(`\n${stageMarkdown(stage)}`).toMatchInlineSnapshot(`
      "
      ## mask

      Masks.

      *A transform: takes records, gives records.*

      More of it.

      And | more.

      | option | type | | |
      |---|---|---|---|
      | \`method\` | a \\| b | default a | How \\| what. |
      | \`salt\` | text | required; secret | The secret. For example \`'\${SALT}'\`. |
      | \`kept\` | path |  | A file that keeps the numbers from run to run: what has a number keeps it, what is new goes to the end. For example \`a.json\` or \`b c/d.json\`. |
      | \`lists\` | list of text | default [x, 'it''s'] | Some. |
      | \`rack\` | map |  | Where. |
      | \`rack.regex\` | text | required | A regex. |
      | \`rack.group\` | whole number | default 1 | Which. |

      \`\`\`yaml
      - mask: { salt: "\${SALT}" }
      \`\`\`
      "
    `);
  });

  it('says what a stage takes and gives', async () => {
    const placeOf = async (name: string) => stageText((await fakeCatalog.load(name))!).split('\n')[2];
    expect(await Promise.all(['backups', 'sql-dump', 'machine-events', 'mask', 'csv'].map(placeOf))).toEqual([
      'A source: gives bytes.',
      'A source: takes bytes, gives table rows.',
      'A transform: takes table rows or audit rows, gives records.',
      'A transform: takes records, gives records.',
      'A sink: takes records.',
    ]);
  });

  it('of a stage without options says so', () => {
    const bare = { ...stage, options: z.strictObject({}) as never } as AnyStage;
    expect(stageText(bare)).toContain('Options\n  none\n');
    expect(stageMarkdown(bare)).toContain('It has no options.');
  });
});
