import type { SnapshotFolder } from '../../../pipeline/stage.ts';
import type { KeyedEvent, MachineChange } from '../state.ts';

/**
 * Hands events to the fold of machine-events so that of several with one host, time and kind the one that comes last wins. (Of
 * backups the oldest wins: here later batches pass for older backups.)
 */
export function newestWins(folder: SnapshotFolder<MachineChange>): (events: readonly KeyedEvent[]) => Promise<void> {
  let batches = 0;
  return (events) => {
    const byKey = new Map(events.map((event) => [`${event.time} ${event.event} ${event.host}`, event]));
    return folder.add({ events: [...byKey.values()], appeared: [] }, { index: -batches++, time: 0, name: '' });
  };
}
