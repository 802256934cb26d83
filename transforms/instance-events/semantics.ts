import type { InstanceEventsOptions } from './options.ts';

/** Star Compactor never reads them. */
export const readsShadows = ({ semantics, shadow_tables }: InstanceEventsOptions): boolean =>
  shadow_tables && semantics !== 'starcompactor';

/** Star Compactor never tells them. */
export const keepsUnfinished = ({ semantics, unfinished }: InstanceEventsOptions): boolean =>
  unfinished === 'keep' && semantics !== 'starcompactor';
