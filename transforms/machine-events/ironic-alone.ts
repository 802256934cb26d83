import type { PropertyValue } from '../../pipeline/records/record-type.ts';
import type { StageContext } from '../../pipeline/stage.ts';
import type { PropertySettings } from './blazar-hosts.ts';
import type { IronicNode } from './ironic-tables.ts';
import type { Sighting } from './sighting.ts';

/** Nodes of a cloud without Blazar. Ironic keeps no deleted ones. */
export function nodesAlone(
  nodes: readonly IronicNode[],
  { names, rack }: PropertySettings,
  context: StageContext,
): Sighting[] {
  return nodes.map(({ uuid, created, updated, status, properties }) => {
    const own = parseProperties(properties);
    if (own === undefined) context.count('unreadable-properties');
    const values = names.map((name) => textOf(own?.get(name)));
    return {
      host: uuid,
      values: values.map((value, i) => (i === rack ? value || null : value)),
      created,
      updated,
      deleted: null,
      live: true,
      status,
      statusTime: updated,
    };
  });
}

/** Undefined for what is no JSON object. */
function parseProperties(json: string | null): Map<string, unknown> | undefined {
  if (json === null || json === '') return new Map();
  try {
    const parsed: unknown = JSON.parse(json);
    if (parsed === null) return new Map();
    return typeof parsed === 'object' && !Array.isArray(parsed) ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

/** Values are text, as Blazar's are, however Ironic's driver wrote them. */
function textOf(value: unknown): PropertyValue {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
