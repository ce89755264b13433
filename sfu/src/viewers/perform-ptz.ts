import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import type { CameraId, PtzCommand, PtzError, UpAnswer, ViewingId } from '@truc/media/signalling';
import type { CameraDevice } from '../devices/camera-device.ts';
import type { CameraDevices } from '../devices/camera-devices.ts';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import type { PipeDesk } from '../pipes/pipe-desk.ts';
import type { Viewing } from './viewing.ts';

/** What can be turned from here: devices of this node's own cameras, and those of other nodes' over their pipes. */
export type Turning = {
  readonly devices: Pick<CameraDevices, 'find' | 'loseOperator'>;
  readonly pipes: Pick<PipeDesk, 'has' | 'isMovable' | 'perform' | 'leave'>;
};

/** The server's grant gives the right; whether the camera turns, the camera says. One that was not reached yet may. */
export function isMovable(viewing: Viewing, { devices, pipes }: Turning): boolean {
  if (viewing.claims.mov === undefined) return false;
  const device = devices.find(viewing.camera);
  if (device !== undefined) return device.isMovable !== false;
  return pipes.has(viewing.camera) && pipes.isMovable(viewing.camera) !== false;
}

export async function performPtz(
  viewing: Viewing,
  command: PtzCommand,
  { devices, pipes }: Turning,
): Promise<Result<UpAnswer<'ptz'>, PtzError>> {
  const { mov: rank, sub: person } = viewing.claims;
  if (rank === undefined) return err('ptz_not_permitted');
  const operator: PtzOperator = { viewing: viewing.id, person, rank };
  const device = devices.find(viewing.camera);
  if (device === undefined && pipes.has(viewing.camera))
    return pipes.perform(viewing.camera, operator, command);
  return performFor(operator, command, device);
}

/** For somebody whose right has been seen. */
export async function performFor(
  operator: PtzOperator,
  command: PtzCommand,
  device: CameraDevice | undefined,
): Promise<Result<UpAnswer<'ptz'>, PtzError>> {
  if (device === undefined || device.isMovable === false) return err('ptz_unavailable');
  if (command.do === 'list_presets') return listPresets(device);
  const done = await act(device, operator, command);
  return done.ok ? ok({}) : done;
}

/** The operator's line is gone: what he moves stops. */
export function loseOperator(
  { id, camera }: { readonly id: ViewingId; readonly camera: CameraId },
  { devices, pipes }: Turning,
): void {
  devices.loseOperator(id);
  if (pipes.has(camera)) pipes.leave(camera, id, { isLost: true });
}

/** The viewing has ended: its camera is free. */
export function leaveCamera(
  { id, camera }: { readonly id: ViewingId; readonly camera: CameraId },
  { devices, pipes }: Turning,
): void {
  devices.find(camera)?.ptz.leave(id);
  if (pipes.has(camera)) pipes.leave(camera, id, { isLost: false });
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

async function listPresets(device: CameraDevice): Promise<Result<UpAnswer<'ptz'>, PtzError>> {
  const presets = await device.listPresets();
  return presets.ok ? ok({ presets: [...presets.value] }) : err('ptz_unavailable');
}
