import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import type { PtzCommand, SignallingError, UpAnswer } from '@truc/media/signalling';
import type { CameraDevice } from '../devices/camera-device.ts';
import type { CameraDevices } from '../devices/camera-devices.ts';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import type { Viewing } from './viewing.ts';

/** The server's grant gives the right; whether the camera turns, the camera says. One that was not reached yet may. */
export function isMovable(viewing: Viewing, devices: CameraDevices): boolean {
  const device = devices.find(viewing.camera);
  return viewing.claims.mov !== undefined && device !== undefined && device.isMovable !== false;
}

export async function performPtz(
  viewing: Viewing,
  command: PtzCommand,
  devices: CameraDevices,
): Promise<Result<UpAnswer<'ptz'>, SignallingError>> {
  const rank = viewing.claims.mov;
  if (rank === undefined) return err('ptz_not_permitted');
  const device = devices.find(viewing.camera);
  if (device === undefined || device.isMovable === false) return err('ptz_unavailable');
  if (command.do === 'list_presets') return listPresets(device);
  const operator: PtzOperator = { viewing: viewing.id, person: viewing.claims.sub, rank };
  const done = await act(device, operator, command);
  return done.ok ? ok({}) : done;
}

function act(
  device: CameraDevice,
  operator: PtzOperator,
  command: Exclude<PtzCommand, { do: 'list_presets' }>,
) {
  switch (command.do) {
    case 'move':
      return device.ptz.move(operator, { x: command.x, y: command.y, zoom: command.zoom });
    case 'stop':
      return device.ptz.stop(operator);
    case 'go_to_preset':
      return device.ptz.goToPreset(operator, command.preset);
  }
}

async function listPresets(device: CameraDevice): Promise<Result<UpAnswer<'ptz'>, SignallingError>> {
  const presets = await device.listPresets();
  return presets.ok ? ok({ presets: [...presets.value] }) : err('ptz_unavailable');
}
