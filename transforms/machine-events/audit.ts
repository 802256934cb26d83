import type { AuditFolder, RunContext, SnapshotFolder } from '../../pipeline/stage.ts';
import { utcTimes } from '../audit/row-times.ts';
import { foldBaremetalLikeStarCompactor } from './audit/baremetal-starcompactor.ts';
import { BaremetalWorld, baremetalTables } from './audit/baremetal-world.ts';
import { IronicWorld, ironicTables } from './audit/ironic-world.ts';
import { type LifeTable, Lives, type Version } from './audit/lives.ts';
import { registerAtOnce } from './audit/registration.ts';
import { replay, type World } from './audit/replay.ts';
import { foldVmLikeStarCompactor } from './audit/vm-starcompactor.ts';
import { VmWorld, vmTables } from './audit/vm-world.ts';
import { propertyNames, rackProperty } from './chosen-properties.ts';
import type { MachineEventsOptions } from './options.ts';
import { knownRack } from './rack.ts';
import type { MachineChange } from './state.ts';

/**
 * Finds machine events in audit rows.
 *
 * @param folder walks through what is found here, as it does through what backups tell.
 */
export function foldAudit(
  options: MachineEventsOptions,
  folder: SnapshotFolder<MachineChange>,
  context: RunContext,
): AuditFolder {
  const vm = options.cloud === 'vm';
  if (options.semantics === 'starcompactor') {
    return (vm ? foldVmLikeStarCompactor : foldBaremetalLikeStarCompactor)(options, folder, context);
  }
  if (vm) return foldLives(vmTables(context), new VmWorld(knownRack(options.rack)), folder, context);
  const names = propertyNames(options);
  const settings = { names, rack: names.indexOf(rackProperty(options) ?? '') };
  return options.databases.blazar === null
    ? foldLives(ironicTables(settings, context), new IronicWorld(), folder, context)
    : foldLives(baremetalTables(context), new BaremetalWorld(settings), folder, context, registerAtOnce);
}

type Rearrange = (lives: AsyncIterable<Version[]>) => AsyncIterable<Version[]>;

function foldLives(
  tables: Readonly<Record<string, LifeTable>>,
  world: World,
  folder: SnapshotFolder<MachineChange>,
  context: RunContext,
  rearrange: Rearrange = (lives) => lives,
): AuditFolder {
  const lives = new Lives(tables, utcTimes(context), context);
  return {
    add: (batch) => lives.add(batch),
    finish: () => replay(rearrange(lives.versions()), world, folder, context),
  };
}
