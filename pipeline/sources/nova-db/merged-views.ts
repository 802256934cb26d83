import type { InstanceEventsWhere } from '../../nova/instance-events-view.ts';
import type { ViewNeed } from '../../stage.ts';

/** Views of instance events that several stages ask for, each database once: with all that any of them wants. */
export function mergedViews(views: readonly ViewNeed[]): ViewNeed[] {
  const merged = new Map<string, ViewNeed>();
  for (const view of views) {
    const known = merged.get(view.database);
    merged.set(view.database, known === undefined ? view : either(known, view));
  }
  return [...merged.values()];
}

function either(a: ViewNeed, b: ViewNeed): ViewNeed {
  const [x, y] = [a.where, b.where] as unknown as [InstanceEventsWhere, InstanceEventsWhere];
  const where: InstanceEventsWhere = {
    ...(x.start !== undefined && y.start !== undefined && { start: Math.min(x.start, y.start) }),
    ...(x.end !== undefined && y.end !== undefined && { end: Math.max(x.end, y.end) }),
    excludeUsers: x.excludeUsers.filter((user) => y.excludeUsers.includes(user)),
    excludeProjects: x.excludeProjects.filter((project) => y.excludeProjects.includes(project)),
    likeStarCompactor: x.likeStarCompactor && y.likeStarCompactor,
    unfinished: x.unfinished || y.unfinished,
    shadowTables: x.shadowTables || y.shadowTables,
  };
  return { ...a, columns: [...new Set([...a.columns, ...b.columns])], where: { ...where } };
}
