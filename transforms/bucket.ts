import type { Field } from '../pipeline/records/fields.ts';
import type { DataRecord, Properties, PropertyValue } from '../pipeline/records/record-type.ts';
import { defineStage, type RunContext } from '../pipeline/stage.ts';
import { alternatives } from '../pipeline/suggest.ts';
import { bucketedType, chooseFields } from './bucket/fields.ts';
import { Groups, keyOf } from './bucket/groups.ts';
import { bucketOptions } from './bucket/options.ts';
import { type BucketPlan, planBuckets } from './bucket/plan.ts';

export default defineStage({
  name: 'bucket',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  gives: (taken, options) => bucketedType(taken, chooseFields(taken, options), options.replacement),
  summary: 'Replaces combinations of values that too few share.',
  description: `\
A flavour that one project uses, or a node type of which there is one, names its user or its host as well as a name would. Records are
grouped by the values of \`fields\`; groups of fewer than \`k\` (records, or different values of \`by\`) are replaced. What they are
replaced by must not be too small a group in its turn: where it would be, the smallest group that could have stayed goes with them.

Counting is exact. At most 50 000 combinations are held in memory, and for those below \`k\` who is in them; more end the run.
Records in which all fields are null stay as they are. Columns named here take no part in the order of the trace. An identifier is
not masked by this.`,
  options: bucketOptions,
  example: "- bucket: { fields: [PROPERTIES.vcpu_capability], by: 'HOST_NAME (PHYSICAL)', replacement: larger }",
  create(options, context, taken) {
    const { fields, by } = chooseFields(taken, options);
    const groups = new Groups(options.k, by !== undefined);
    const read = readerOf(fields);
    const member = by && readerOf([by]);
    return {
      first(record) {
        const values = read(record);
        if (values.some((value) => value !== null)) {
          const [who = null] = member?.(record) ?? [];
          groups.add(values, who === null ? undefined : String(who));
        }
        return record;
      },
      second() {
        const plan = planBuckets(groups, options.replacement);
        tell(plan, options.k, fields, context);
        return (record) => {
          const instead = plan.replaced.get(keyOf(read(record)));
          return instead === undefined ? record : withValues(record, fields, instead);
        };
      },
    };
  },
});

function readerOf(fields: readonly Field[]): (record: DataRecord) => PropertyValue[] {
  return (record) =>
    fields.map(({ name, within }) => {
      const holder = within === undefined ? record : (record[within] as Properties | null | undefined);
      return (holder?.[name] as PropertyValue | undefined) ?? null;
    });
}

function withValues(record: DataRecord, fields: readonly Field[], values: readonly PropertyValue[]): DataRecord {
  const copy = { ...record };
  for (const [i, { name, within }] of fields.entries()) {
    const value = values[i] as PropertyValue;
    if (within === undefined) copy[name] = value;
    else copy[within] = { ...(copy[within] as Properties | null), [name]: value };
  }
  return copy;
}

function tell(
  { groups, rare, givenUp, smallRest }: BucketPlan,
  k: number,
  fields: readonly Field[],
  context: RunContext,
) {
  context.report('groups', { smallest: k, found: groups, rare, givenUp });
  const labels = alternatives(
    fields.map(({ label }) => label),
    'and',
  );
  if (smallRest) {
    context.warn('small-rest', `there are fewer than ${k} in all: replacing ${labels} makes no group that large`);
  }
  if (groups === 0) context.warn('never-met', `no record has a value of ${labels}: are these the right names?`);
}
