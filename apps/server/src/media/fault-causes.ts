import type { FaultCause } from '@truc/domain/fault';
import type { CameraState, NoSignalReason } from '@truc/media/signalling';

/** Where each reason of the SFU lies: with the camera, on the way to it, or with what decodes its pictures. */
const causes: Readonly<Record<NoSignalReason, FaultCause>> = {
  unreachable: 'network',
  timeout: 'network',
  transport_refused: 'network',
  not_registered: 'camera',
  stalled: 'camera',
  auth_refused: 'camera',
  not_found: 'camera',
  protocol_error: 'camera',
  redirect_refused: 'camera',
  unsupported_codec: 'camera',
  closed_by_camera: 'camera',
  no_keyframe: 'camera',
  transcode_limit: 'decoder',
  transcode_failed: 'decoder',
};

/** Undefined while the SFU does not say. */
export function causeOf(state: CameraState): FaultCause | undefined {
  if (state.state === 'live' && state.trouble !== undefined) return 'picture';
  if (state.state === 'stale') return 'camera';
  return state.state === 'no_signal' ? causes[state.reason] : undefined;
}

export function symptomOf(state: CameraState): string | undefined {
  if (state.state === 'live') return state.trouble?.code;
  if (state.state === 'stale') return 'stalled';
  return state.state === 'no_signal' ? state.reason : undefined;
}
