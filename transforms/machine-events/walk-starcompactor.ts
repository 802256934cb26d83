import type { Values } from './state.ts';
import { type HostWalk, type Kept, sameValues, type Told } from './walk.ts';

/**
 * Star Compactor's walk, oddities included: "enabled" survives a DELETE, a host that was never enabled cannot be disabled, and events
 * go on while the host is deleted.
 */
export function walkLikeStarCompactor(): HostWalk {
  let started = false;
  let created = false;
  let enabled = false;
  let previous: Values | null = null;

  const changes = ({ kind, values }: Told): boolean => {
    switch (kind) {
      case 'CREATE':
        return !created;
      case 'DELETE':
        return created;
      case 'DISABLE':
        return enabled;
      case 'ENABLE':
        return started && !enabled;
      case 'UPDATE':
        return started && !sameValues(values, previous);
      case 'RETURN':
        return false;
    }
  };

  return (moment) => {
    const kept: Kept[] = [];
    for (const told of moment) {
      const { kind, time, values } = told;
      if (kind === 'RETURN' || !changes(told)) continue;
      if (kind === 'CREATE' || kind === 'DELETE') created = kind === 'CREATE';
      if (kind === 'DISABLE' || kind === 'ENABLE') enabled = kind === 'ENABLE';
      started ||= created;
      previous = values;
      kept.push({ event: kind, time, values });
    }
    return kept;
  };
}
