/**
 * A cloud whose truth is known: machines come and go, change and are taken out of service, one thing a second, and now and then a
 * backup is taken. It knows nothing of how events are found.
 *
 * It keeps to what databases do: whoever changes a row also moves its time, soft-deleted rows are purged after a backup has shown
 * them, and a machine is hidden (one of the rows that make it up is away for a while) only after a backup has shown it.
 */
import fc from 'fast-check';
import { type Backup, bareMetal, type Fields, nova } from './machines.ts';

export type Status = 'ENABLE' | 'DISABLE';

export interface Seen {
  readonly size: number;
  readonly status: Status;
}

interface Row {
  readonly id: number;
  readonly created: number;
  updated: number | undefined;
  deleted: number | undefined;
  size: number;
}

interface Service {
  readonly id: number;
  readonly created: number;
  updated: number;
  disabled: boolean;
  deleted: number | undefined;
}

export type ChangeKind = 'born' | 'died' | 'resized' | Status;

interface Machine {
  rows: Row[];
  services: Service[];
  hidden: boolean;
  /** What happened to it, for certain. */
  readonly truth: { readonly time: number; readonly kind: ChangeKind }[];
}

export interface Shot {
  readonly time: number;
  /** The machines that are there, as they are. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly vm: Backup;
  readonly bareMetal: Backup;
}

export interface History {
  readonly shots: readonly Shot[];
  /** By machine. */
  readonly truth: ReadonlyMap<string, readonly { readonly time: number; readonly kind: ChangeKind }[]>;
}

const ACTIONS = [
  'create',
  'beat',
  'beat service',
  'resize',
  'flip',
  'delete',
  'replace',
  'remove',
  'hide',
  'show',
  'delete service',
  'new service',
  'purge',
  'shot',
  'shot',
] as const;
type Action = (typeof ACTIONS)[number];

export interface Step {
  readonly action: Action;
  readonly machine: number;
  readonly pause: number;
}

/** What may happen to a cloud of two machines. */
export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record<Step>({ action: fc.constantFrom(...ACTIONS), machine: fc.nat(1), pause: fc.integer({ min: 1, max: 3 }) }),
  { maxLength: 60, size: 'max' },
);

/** Lives through it; what makes no sense does not happen. Ends with a backup. */
export const live = (steps: readonly Step[]): History => new World().live(steps);

class World {
  #time = 0;
  #ids = 0;
  readonly #machines = ['a', 'b'].map((name) => ({ name, machine: newMachine() }));
  readonly #shots: Shot[] = [];

  live(steps: readonly Step[]): History {
    for (const { action, machine, pause } of steps) {
      this.#time += pause;
      if (action === 'shot') this.#shoot();
      else this.#act(this.#machines[machine]!, action);
    }
    this.#time++;
    this.#shoot();
    return { shots: this.#shots, truth: new Map(this.#machines.map(({ name, machine }) => [name, machine.truth])) };
  }

  #act({ name, machine }: { name: string; machine: Machine }, action: Action): void {
    const { rows } = machine;
    const live = rows.find((row) => row.deleted === undefined);
    const service = machine.services.find(({ deleted }) => deleted === undefined);
    const there = isThere(machine);
    const time = this.#time;
    const lastShot = this.#shots.at(-1);
    const note = (kind: ChangeKind) => machine.truth.push({ time, kind });
    const born = () => {
      const now = machine.services.find(({ deleted }) => deleted === undefined);
      if (isThere(machine)) for (const kind of ['born', now?.disabled ? 'DISABLE' : 'ENABLE'] as const) note(kind);
    };
    const create = () => {
      if (machine.services.length === 0) machine.services.push(this.#newService());
      rows.push({ id: ++this.#ids, created: time, updated: undefined, deleted: undefined, size: this.#ids });
    };

    switch (action) {
      case 'create':
        // A machine that no backup has shown yet begins in full view.
        if (live !== undefined || machine.hidden || (service === undefined && machine.services.length > 0)) return;
        create();
        born();
        if (lastShot?.seen.has(name) && !rows.some(({ deleted }) => deleted !== undefined && deleted > lastShot.time)) {
          // Removed without a trace and created again between two backups: only its first heartbeat shows that it is another.
          rows.at(-1)!.updated = time;
        }
        return;
      case 'beat':
        if (live !== undefined) live.updated = time;
        return;
      case 'beat service':
        if (service !== undefined && !machine.hidden) service.updated = time;
        return;
      case 'resize':
        if (live === undefined) return;
        Object.assign(live, { size: live.size + 100, updated: time });
        note('resized');
        return;
      case 'flip':
        if (service === undefined || machine.hidden) return;
        Object.assign(service, { disabled: !service.disabled, updated: time });
        note(service.disabled ? 'DISABLE' : 'ENABLE');
        return;
      case 'delete':
        if (live === undefined) return;
        live.deleted = time;
        if (there) note('died');
        return;
      case 'replace':
        if (live === undefined || !there) return;
        live.deleted = time;
        note('died');
        create();
        born();
        return;
      case 'remove':
        // Without a trace; only what a backup shows is known to have been there.
        if (live === undefined || !lastShot?.seen.has(name)) return;
        machine.rows = rows.filter((row) => row !== live);
        if (there) note('died');
        return;
      case 'hide':
        if (!there || !lastShot?.seen.has(name)) return;
        machine.hidden = true;
        note('died');
        return;
      case 'show':
        if (!machine.hidden) return;
        machine.hidden = false;
        born();
        return;
      case 'delete service':
        if (!there || service === undefined || !lastShot?.seen.has(name)) return;
        service.deleted = time;
        note('died');
        return;
      case 'new service':
        if (service !== undefined || machine.services.length === 0) return;
        machine.services.push(this.#newService());
        born();
        return;
      case 'purge':
        machine.rows = rows.filter(({ deleted }) => deleted === undefined || deleted > (lastShot?.time ?? 0));
        machine.services = machine.services.filter(
          ({ deleted }) => deleted === undefined || deleted > (lastShot?.time ?? 0),
        );
    }
  }

  #newService = (): Service => ({
    id: ++this.#ids,
    created: this.#time,
    updated: this.#time,
    disabled: this.#ids % 3 === 0,
    deleted: undefined,
  });

  #shoot(): void {
    const seen = new Map<string, Seen>();
    for (const { name, machine } of this.#machines) {
      const live = machine.rows.find((row) => row.deleted === undefined);
      const service = machine.services.find(({ deleted }) => deleted === undefined);
      if (live === undefined || !isThere(machine)) continue;
      seen.set(name, { size: live.size, status: service?.disabled ? 'DISABLE' : 'ENABLE' });
    }
    const time = this.#time;
    this.#shots.push({ time, seen, vm: this.#asNova(time), bareMetal: this.#asBareMetal(time) });
  }

  #asNova(time: number): Backup {
    const nodes = this.#machines.flatMap(({ name, machine }) =>
      machine.rows.map(
        ({ id, created, updated, deleted, size }): Fields => ({
          id,
          hypervisor_hostname: name,
          created_at: created,
          updated_at: updated,
          deleted_at: deleted,
          deleted: deleted === undefined ? 0 : id,
          vcpus: size,
        }),
      ),
    );
    const services = this.#machines.flatMap(({ name, machine }) =>
      (machine.hidden ? [] : machine.services).map(
        ({ id, created, updated, disabled, deleted }): Fields => ({
          id,
          host: name,
          created_at: created,
          updated_at: updated,
          disabled: Number(disabled),
          deleted_at: deleted,
          deleted: deleted === undefined ? 0 : id,
        }),
      ),
    );
    return { time, tables: nova({ nodes, services }) };
  }

  /** The same with Blazar's host for the row and Ironic's node for the service; Ironic deletes for good. */
  #asBareMetal(time: number): Backup {
    const nodes = this.#machines.flatMap(({ name, machine }) => {
      const service = machine.services.find(({ deleted }) => deleted === undefined);
      if (service === undefined || machine.hidden) return [];
      return [{ uuid: name, updated_at: service.updated, maintenance: Number(service.disabled) }];
    });
    const rows = this.#machines.flatMap(({ name, machine }) => machine.rows.map((row) => ({ name, ...row })));
    const hosts = rows.map(
      ({ id, name, created, deleted }): Fields => ({
        id: `h${id}`,
        hypervisor_hostname: name,
        created_at: created,
        deleted_at: deleted,
        deleted: deleted === undefined ? 'False' : `h${id}`,
      }),
    );
    const capabilities = rows.map(
      ({ id, created, updated, deleted, size }): Fields => ({
        computehost_id: `h${id}`,
        name: 'size',
        capability_value: String(size),
        created_at: created,
        updated_at: updated,
        deleted_at: deleted,
        deleted: deleted === undefined ? 'False' : `h${id}`,
      }),
    );
    return { time, tables: bareMetal({ nodes, hosts, capabilities }) };
  }
}

const newMachine = (): Machine => ({ rows: [], services: [], hidden: false, truth: [] });

const isThere = ({ rows, services, hidden }: Machine): boolean =>
  !hidden && rows.some(({ deleted }) => deleted === undefined) && services.some(({ deleted }) => deleted === undefined);
