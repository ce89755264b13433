import type { Clock } from '@truc/base';
import type { types } from 'mediasoup';

/** While a path is found, the browser tries one pair of addresses after the other: a change then is no return. */
const settledAfterMs = 3_000;

export type PathFollower = {
  readonly clock: Clock;
  /** Nothing has come from the viewer for as long as his consent holds. */
  readonly onLeft: () => void;
  /** The viewer is there again, after a silence or from another address: what was sent meanwhile did not reach him. */
  readonly onBack: () => void;
};

/** Tells of the path to a viewer what his pictures must know. */
export function followPath(transport: types.WebRtcTransport, follower: PathFollower): void {
  let wasLeft = false;
  let changedAt = Infinity;

  transport.on('icestatechange', (state) => {
    if (state === 'disconnected') {
      wasLeft = true;
      follower.onLeft();
    } else if (wasLeft) {
      wasLeft = false;
      changedAt = follower.clock.monotonic();
      follower.onBack();
    }
  });
  transport.on('iceselectedtuplechange', () => {
    const now = follower.clock.monotonic();
    const isMove = transport.dtlsState === 'connected' && now - changedAt >= settledAfterMs;
    changedAt = now;
    if (isMove) follower.onBack();
  });
}
