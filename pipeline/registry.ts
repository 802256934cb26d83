/** All built-in stages, each loaded on first use. A new stage is one line here. */
import type { Catalog } from './spec/plan.ts';
import { type StageCode, withSchema } from './stage.ts';

const stages: Record<string, () => Promise<{ default: StageCode }>> = {
  backups: () => import('./sources/backups.ts'),
  'audit-parquet': () => import('./sources/audit-parquet.ts'),
  'nova-api': () => import('./sources/nova-api.ts'),
  'nova-db': () => import('./sources/nova-db.ts'),
  'sql-dump': () => import('./sources/sql-dump.ts'),
  'machine-events': () => import('../transforms/machine-events.ts'),
  'instance-events': () => import('../transforms/instance-events.ts'),
  'lease-events': () => import('../transforms/lease-events.ts'),
  mask: () => import('../transforms/mask.ts'),
  'shift-time': () => import('../transforms/shift-time.ts'),
  filter: () => import('../transforms/filter.ts'),
  bucket: () => import('../transforms/bucket.ts'),
  number: () => import('../transforms/number.ts'),
  drop: () => import('../transforms/drop.ts'),
  rename: () => import('../transforms/rename.ts'),
  select: () => import('../transforms/select.ts'),
  csv: () => import('../sinks/csv.ts'),
  jsonl: () => import('../sinks/jsonl.ts'),
};

export interface StageCatalog extends Catalog {
  /** As `load`, without the schema of the options where the stage loads that separately. */
  loadCode(name: string): Promise<StageCode | undefined>;
}

export const registry: StageCatalog = {
  names: () => Object.keys(stages),
  loadCode: async (name) => (Object.hasOwn(stages, name) ? (await stages[name]?.())?.default : undefined),
  async load(name) {
    const stage = await this.loadCode(name);
    return stage && withSchema(stage);
  },
};
