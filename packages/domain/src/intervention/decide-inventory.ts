/** What becomes of a command on the list of devices (GL-16, KH-14). */
import type { InventoryCommand, ListDeviceBody, PlaceDeviceBody, SettleBody } from './commands.ts';
import { deviceBySerial, type Device } from './inventory.ts';
import { allowsAt } from './permit.ts';
import type { Interventions, WorkAnswer, WorkMeta, WorkRefusal } from './rules.ts';

export function decideInventory(works: Interventions, command: InventoryCommand, meta: WorkMeta): WorkAnswer {
  const { actor: by, at } = meta;
  switch (command.type) {
    case 'listDevice':
      return list(works, command.body, meta);
    case 'placeDevice':
      return place(works, command.body, meta);
    case 'retireDevice': {
      const { device: id, permit, reason } = command.body;
      const device = inUse(works, id);
      if (typeof device === 'string') return device;
      const refusal = unpermitted(works, device, { permit, at });
      return refusal ?? withDevice(works, { ...device, retired: { by, at, permit, reason } });
    }
    case 'foundDevice': {
      const { find: id, ...told } = command.body;
      if (works.finds[id] !== undefined) return 'find_known';
      if (deviceBySerial(works.devices, told.serial) !== null) return 'serial_listed';
      return { ...works, finds: { ...works.finds, [id]: { id, found: { by, at }, ...told, settled: null } } };
    }
    case 'settleFind':
      return settle(works, command.body, meta);
  }
}

function list(works: Interventions, body: ListDeviceBody, { actor: by, at }: WorkMeta): WorkAnswer {
  const { device: id, place: where, zone, ...told } = body;
  if (works.devices[id] !== undefined) return 'device_known';
  if (deviceBySerial(works.devices, told.serial) !== null) return 'serial_listed';
  const placements = [{ by, at, place: where, zone, permit: '' }];
  return withDevice(works, { id, ...told, placements, retired: null });
}

/** KH-14: nothing is moved without a permit that holds at that moment and names it. */
function place(works: Interventions, body: PlaceDeviceBody, { actor: by, at }: WorkMeta): WorkAnswer {
  const { device: id, permit, place: where, zone } = body;
  const device = inUse(works, id);
  if (typeof device === 'string') return device;
  const refusal = unpermitted(works, device, { permit, at });
  if (refusal !== null) return refusal;
  const placements = [...device.placements, { by, at, place: where, zone, permit }];
  return withDevice(works, { ...device, placements });
}

type Under = { readonly permit: string; readonly at: number };

function unpermitted(works: Interventions, { asset }: Device, { permit: id, at }: Under): WorkRefusal | null {
  const permit = works.permits[id];
  if (permit === undefined) return 'permit_missing';
  if (!allowsAt(permit, at)) return at > permit.to ? 'permit_expired' : 'permit_missing';
  // What has no id in the registers hangs on what the permit says in words.
  const isNamed = asset === null || permit.assets.some((one) => one.id === asset);
  return isNamed ? null : 'asset_foreign';
}

function settle(works: Interventions, body: SettleBody, { actor: by, at }: WorkMeta): WorkAnswer {
  const { find: id, outcome, device, note } = body;
  const find = works.finds[id];
  if (find === undefined) return 'find_unknown';
  if (find.settled !== null) return 'find_settled';
  const isListed = device !== null && works.devices[device] !== undefined;
  if (outcome === 'listed' && !isListed) return 'device_not_listed';
  const settled = { by, at, outcome, device, note };
  return { ...works, finds: { ...works.finds, [id]: { ...find, settled } } };
}

function inUse({ devices }: Interventions, id: string): Device | WorkRefusal {
  const device = devices[id];
  if (device === undefined) return 'device_unknown';
  return device.retired === null ? device : 'device_retired';
}

function withDevice(works: Interventions, device: Device): Interventions {
  return { ...works, devices: { ...works.devices, [device.id]: device } };
}
