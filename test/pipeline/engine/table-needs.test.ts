import { describe, expect, it } from 'vitest';
import { unionOfNeeds } from '../../../pipeline/engine/table-needs.ts';

describe('unionOfNeeds', () => {
  it('reads each table once, with the columns that any stage needs', () => {
    const a = { database: 'd', table: 't', columns: ['x'], optionalColumns: ['y', 'z'], optional: true };
    const b = { database: 'd', table: 't', columns: ['y'] };
    const other = { database: 'e', table: 't', columns: ['x'] };
    expect(unionOfNeeds([a, b, other])).toEqual([
      { database: 'd', table: 't', columns: ['x', 'y'], optionalColumns: ['z'], optional: false },
      other,
    ]);
  });

  it('keeps the key by which rows are known again only where all agree', () => {
    const need = { database: 'd', table: 't', columns: ['id'], key: ['id'] };
    expect(unionOfNeeds([need, need])[0]?.key).toEqual(['id']);
    expect(unionOfNeeds([need, { ...need, key: ['uuid'] }])[0]?.key).toBeUndefined();
  });
});
