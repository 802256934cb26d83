import { describe, expect, it } from 'vitest';
import type { RowBatch } from '../../../pipeline/stage.ts';
import { backup, details, findLeases, hostReservation, lease, reservation } from '../../support/leases.ts';

async function reserved(...tables: readonly RowBatch[]) {
  const { records } = await findLeases([backup(5, lease({}), ...tables)]);
  return records[0]?.PROPERTIES;
}

describe('what a lease reserves', () => {
  it.each([
    ['2-3', { hosts_min: 2, hosts_max: 3 }],
    ['4', { hosts_min: 4, hosts_max: 4 }],
    ['many', {}],
    [null, {}],
  ])('hosts: %s', async (count_range, properties) => {
    expect(await reserved(reservation({}), hostReservation({ count_range }))).toEqual(properties);
  });

  it('the type of nodes, and nothing else of the conditions', async () => {
    const resource_properties = '["and", ["=", "$node_type", "gpu"], ["=", "$uid", "secret"]]';
    const properties = await reserved(reservation({}), hostReservation({ resource_properties }));
    expect(properties).toEqual({ hosts_min: 1, hosts_max: 2, node_type: 'gpu' });
  });

  it('instances, with the sizes of all of them', async () => {
    const instances = details('instance_reservations', { amount: 3, vcpus: 2, memory_mb: 10, disk_gb: 0 });
    expect(await reserved(reservation({ resource_type: 'virtual:instance' }), instances)).toEqual({
      instances: 3,
      vcpus: 6,
      memory_mb: 30,
      disk_gb: 0,
    });
  });

  it('addresses, networks and devices', async () => {
    const types = ['virtual:floatingip', 'network', 'network', 'device'];
    const reservations = reservation(...types.map((resource_type, i) => ({ id: `r${i}`, resource_type })));
    const addresses = details('floatingip_reservations', { reservation_id: 'r0', amount: 2 });
    const devices = details('device_reservations', { reservation_id: 'r3', count_range: '1-1' });
    expect(await reserved(reservations, addresses, devices)).toEqual({
      floating_ips: 2,
      networks: 2,
      devices_min: 1,
      devices_max: 1,
    });
  });

  it('several reservations are added up', async () => {
    const of = (type: string) => `["=", "$node_type", "${type}"]`;
    const hosts = hostReservation(
      { id: 'h1', reservation_id: 'r1', count_range: '1-2', resource_properties: of('gpu') },
      { id: 'h2', reservation_id: 'r2', count_range: '3-3', resource_properties: of('compute') },
      { id: 'h3', reservation_id: 'r3', count_range: '1-1', resource_properties: of('gpu') },
      { id: 'h4', reservation_id: 'other' },
    );
    expect(await reserved(reservation({ id: 'r1' }, { id: 'r2' }, { id: 'r3' }), hosts)).toEqual({
      hosts_min: 5,
      hosts_max: 6,
      node_type: 'compute gpu',
    });
  });

  it('a reservation that was taken out of a live lease counts no more, those of a deleted one do', async () => {
    const gone = reservation({ deleted: 'r', deleted_at: 4 });
    expect(await reserved(gone, hostReservation({}))).toEqual({});
    const deleted = [backup(5, lease({ deleted: 'l', deleted_at: 4 }), gone, hostReservation({}))];
    expect((await findLeases(deleted)).records[0]?.PROPERTIES).toEqual({ hosts_min: 1, hosts_max: 2 });
  });
});
