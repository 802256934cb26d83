import type { Sensitivity } from '../records/record-type.ts';
import { alternatives } from '../suggest.ts';
import type { Upstream } from './flow.ts';
import type { Findings } from './problem.ts';
import type { Place } from './source.ts';

/** What a sink may not get: identifiers in the clear, and text that may hold anything. */
export function checkMasked({ type, above }: Upstream, sink: string, place: Place, findings: Findings): void {
  if (type === undefined) return;
  const { columns, properties } = type;
  const holder = columns.find((column) => column.type === 'properties')?.name ?? 'PROPERTIES';
  const fields = [...columns, ...properties.map((property) => ({ ...property, name: `${holder}.${property.name}` }))];
  const named = (...sensitivities: Sensitivity[]) =>
    fields
      .filter(({ treatment, sensitivity }) => treatment === undefined && sensitivities.includes(sensitivity))
      .map(({ name }) => name);
  const identifiers = named('identifier', 'ordered');
  if (identifiers.length > 0) {
    findings.add('unmasked-identifier', place, `${alternatives(identifiers, 'and')} would reach ${sink} in the clear`, {
      hint: above.includes('mask')
        ? 'mask leaves them as they are: name them in its `fields` or `ordered`'
        : 'put `- mask` before it, or `- mask: { method: none }` to publish them in the clear',
    });
  }
  const texts = named('free-text');
  if (texts.length > 0) {
    findings.add('free-text', place, `${alternatives(texts, 'and')} may hold anything, and would reach ${sink}`, {
      hint: `leave out what nobody needs, \`- drop: { fields: [${texts.join(', ')}] }\`, or name it in the \`fields\` of mask`,
    });
  }
}
