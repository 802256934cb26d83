import { describe, expect, it } from 'vitest';
import { auditNeeds } from '../../../../transforms/machine-events/audit/tables.ts';
import { parseOptions } from '../../../support/machines.ts';

const needs = (options: Parameters<typeof parseOptions>[0]) =>
  auditNeeds(parseOptions(options)).map(
    ({ database, table, optional = false }) => `${database}.${table}${optional ? '?' : ''}`,
  );

describe('auditNeeds', () => {
  it('of several Nova databases only the first must be there', () => {
    expect(needs({ cloud: 'vm', databases: ['a', 'b'] })).toEqual([
      'a.compute_nodes',
      'a.services',
      'b.compute_nodes?',
      'b.services?',
    ]);
  });

  it('of bare metal all must be there', () => {
    expect(needs({ cloud: 'baremetal', databases: { ironic: 'i', blazar: 'z' } })).toEqual([
      'i.nodes',
      'z.computehosts',
      'z.computehost_extra_capabilities',
      'z.resource_properties',
    ]);
  });

  it('without Blazar Ironic is enough', () => {
    expect(needs({ cloud: 'baremetal', databases: { blazar: null } })).toEqual(['ironic.nodes']);
  });

  it('passwords are never asked for', () => {
    const columns = auditNeeds(parseOptions({ cloud: 'baremetal' })).flatMap((need) => [
      ...need.columns,
      ...(need.optionalColumns ?? []),
    ]);
    expect(columns).not.toContain('driver_info');
  });
});
