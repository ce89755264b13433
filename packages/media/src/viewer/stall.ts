import type { CameraState } from '@truc/media/signalling';
import type { Stall } from './picture.ts';
import type { TrackStats } from './ports.ts';

/**
 * Why no new frame is presented, from two readings of the track's counters: nothing arrives (network), or it arrives and is
 * not decoded (decoder). Null when frames are decoded, or when there is nothing to compare yet.
 */
export function decideStall(
  camera: CameraState | null,
  before: TrackStats | undefined,
  now: TrackStats | undefined,
): Stall | null {
  if (camera?.state === 'stale' || camera?.state === 'no_signal') return 'camera';
  if (before === undefined || now === undefined) return null;
  if (now.packetsReceived <= before.packetsReceived) return 'network';
  return now.framesDecoded <= before.framesDecoded ? 'decoder' : null;
}
