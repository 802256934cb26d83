import type { StageContext } from '../../pipeline/stage.ts';
import { groupBy } from '../rows/group-by.ts';
import { isLive } from '../rows/is-live.ts';
import { compareText } from '../rows/table-rows.ts';
import { latest, reservedBy } from './reserved.ts';
import type { Allocation, Lease, LeaseState } from './state.ts';
import type { LeaseTables } from './tables.ts';

/** All leases of a snapshot, each with what its other rows tell of it. */
export function readLeases(tables: LeaseTables, context: StageContext): LeaseState {
  const { leases: table } = tables;
  const steps = readSteps(tables);
  const reservations = readReservations(tables);
  const allocations = readAllocations(tables, context);
  const reservedOf = reservedBy(tables);
  const [id, user, project, tenant] = [
    table.text('id'),
    table.text('user_id'),
    table.text('project_id'),
    table.text('tenant_id'),
  ];
  const [start, end, status] = [table.time('start_date'), table.time('end_date'), table.text('status')];
  const [created, updated, deleted] = [table.time('created_at'), table.time('updated_at'), table.time('deleted_at')];
  const isLiveLease = isLive(table.text('deleted'), table.text('deleted_at'));
  const leases = table.inIdOrder().map((row): Lease => {
    const lease = id(row) as string;
    const live = isLiveLease(row);
    // Reservations go with their lease; those that went before it count no more.
    const own = (reservations.get(lease) ?? []).filter((reservation) => reservation.live || !live);
    const hosts = (reservations.get(lease) ?? []).flatMap((reservation) => allocations.get(reservation.id) ?? []);
    const { reserved, written } = reservedOf(own);
    return {
      id: lease,
      user: user(row),
      project: project(row) ?? tenant(row),
      created: created(row),
      deleted: deleted(row),
      live,
      start: start(row),
      end: end(row),
      ...progressOf(steps.get(lease) ?? [], status(row)),
      reserved,
      allocations: hosts.map(({ allocation }) => allocation),
      written: latest([updated(row), written, ...own.map(({ updated: time }) => time)]),
    };
  });
  return leases.sort((a, b) => compareText(a.id, b.id));
}

/** A step that Blazar takes with a lease when it is due. */
interface Step {
  readonly type: string | null;
  readonly due: number | null;
  readonly status: string | null;
}

const STARTED = ['ACTIVE', 'TERMINATING', 'TERMINATED'];

/** How far a lease has come: by its steps, or where these were lost, by its status. */
function progressOf(steps: readonly Step[], status: string | null) {
  const isDone = (type: string) => steps.some((step) => step.type === type && step.status === 'DONE');
  const failure = steps.find((step) => step.status === 'ERROR' && step.type !== 'before_end_lease');
  const hasEnded = isDone('end_lease') || status === 'TERMINATED';
  return {
    hasStarted: isDone('start_lease') || hasEnded || STARTED.includes(status ?? ''),
    hasEnded,
    hasFailed: failure !== undefined || status === 'ERROR',
    failed: failure?.due ?? null,
  };
}

function readSteps({ events: table }: LeaseTables): Map<string | null, Step[]> {
  const [lease, type, due, status] = [
    table.text('lease_id'),
    table.text('event_type'),
    table.time('time'),
    table.text('status'),
  ];
  const steps = table
    .inIdOrder()
    .map((row) => ({ lease: lease(row), type: type(row), due: due(row), status: status(row) }));
  return groupBy(steps, (step) => step.lease);
}

function readReservations({ reservations: table }: LeaseTables) {
  const [id, lease, type] = [table.text('id'), table.text('lease_id'), table.text('resource_type')];
  const updated = table.time('updated_at');
  const live = isLive(table.text('deleted'), table.text('deleted_at'));
  const reservations = table.inIdOrder().map((row) => ({
    id: id(row) as string,
    lease: lease(row),
    type: type(row),
    updated: updated(row),
    live: live(row),
  }));
  return groupBy(reservations, (reservation) => reservation.lease);
}

/** By reservation. */
function readAllocations({ allocations: table, hosts }: LeaseTables, context: StageContext) {
  const [hostId, name] = [hosts.text('id'), hosts.text('hypervisor_hostname')];
  const names = new Map(hosts.inIdOrder().map((row) => [hostId(row), name(row)]));
  const [id, host, reservation] = [table.text('id'), table.text('compute_host_id'), table.text('reservation_id')];
  const [created, updated, deleted] = [table.time('created_at'), table.time('updated_at'), table.time('deleted_at')];
  const live = isLive(table.text('deleted'), table.text('deleted_at'));
  const allocations = table.inIdOrder().flatMap((row) => {
    const found = names.get(host(row)) ?? null;
    if (found === null) {
      context.count('unnamed-hosts');
      return [];
    }
    const isRowLive = live(row);
    const allocation: Allocation = {
      id: id(row) as string,
      host: found,
      created: created(row),
      // Nothing else is ever written into it, but that it is deleted.
      replaced: isRowLive ? updated(row) : null,
      deleted: deleted(row),
      live: isRowLive,
    };
    return [{ reservation: reservation(row), allocation }];
  });
  return groupBy(allocations, (one) => one.reservation);
}
