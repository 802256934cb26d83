import * as z from 'zod';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { defineStage } from '../pipeline/stage.ts';
import { compile } from './filter/compile.ts';
import { parse } from './filter/parse.ts';
import { withoutNames } from './filter/tokens.ts';

export default defineStage({
  name: 'filter',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsOrder: true,
  gives(taken, { where }) {
    compile(parse(where), taken);
    return taken;
  },
  summary: 'Keeps the records for which an expression holds.',
  description: `\
| written | means |
|---|---|
| \`RESULT\`, \`PROPERTIES.rack\`, \`\` \`HOST_NAME (PHYSICAL)\` \`\`, \`col('HOST_NAME (PHYSICAL)')\` | a column, a property |
| \`'Error'\`, \`"Error"\`, \`12.5\` | a text (a quote in it is doubled), a number |
| \`=\` \`<>\` \`<\` \`<=\` \`>\` \`>=\`, also \`==\` \`!=\` | comparison; texts go by code points |
| \`x between 1 and 5\`, \`x in (1, 2)\`, \`x like 'c0%'\` | as in SQL: \`%\` is any text, \`_\` one character, \`\\\` takes the next as it is |
| \`x is null\`, \`x is not null\` | whether there is a value |
| \`and\` \`or\` \`not\`, parentheses | \`not\` before \`and\` before \`or\` |
| \`+\` \`-\` \`*\` \`/\` \`%\` | numbers; a time less a time is seconds, a time plus seconds a time |
| \`contains(x, 'a')\`, \`startsWith\`, \`endsWith\`, \`lower(x)\`, \`upper(x)\`, \`length(x)\` | of texts |

Times are held against texts such as \`'2024-01-15'\` or \`'2024-01-15T09:12:41Z'\`, UTC unless they name a zone. A property is read as
what it is held against: a text that is no number counts as null among numbers.

Null is as in SQL: a comparison with null is neither true nor false but unknown, so is \`not\` of it, and a record is kept only when
the whole is true. \`RESULT <> 'Error'\` therefore drops records without a result; add \`or RESULT is null\` to keep them.

Names are checked before the run, and so are the types and the values that a column can have. Behind a mask, identifiers are
pseudonyms: filter by a name before it. Where the filter stands makes no other difference. The manifest shows the expression
without the texts in it that could be names.`,
  options: z.strictObject({
    where: z
      .string()
      .describe('The condition that a record has to meet.')
      .meta({ private: true, examples: ["RESULT = 'Error'"] }),
  }),
  example: `- filter: { where: "EVENT = 'CREATE' and PROPERTIES.vcpu_capability >= 8" }`,
  create({ where }, context, taken) {
    const holds = compile(parse(where), taken);
    context.report('where', withoutNames(where, valuesOf(taken)));
    return (record) => (holds(record) ? record : undefined);
  },
});

const valuesOf = ({ columns }: RecordType): Set<string> => new Set(columns.flatMap(({ values }) => values ?? []));
