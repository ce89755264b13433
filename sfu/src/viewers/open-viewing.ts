import { randomUUID } from 'node:crypto';
import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import { ViewingIdSchema } from '@truc/media/signalling';
import type { CameraId, DisplayId, GrantRefusal, ViewingGrantClaims } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { GrantDesk } from '../grants/grant-desk.ts';
import type { Holdings } from '../nodes/holdings.ts';
import type { CameraRooms } from '../rooms/camera-rooms.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import { Viewing } from './viewing.ts';
import type { ViewingOptions } from './viewing.ts';

export type OpenViewingOptions = {
  readonly token: string;
  readonly rtpCapabilities: types.RtpCapabilities;
  readonly display: DisplayId;
  readonly router: MediaRouter;
  readonly transport: types.WebRtcTransport;
  readonly rooms: CameraRooms;
  readonly holdings: Holdings;
  readonly isRegistered: (camera: CameraId) => boolean;
  readonly grants: GrantDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
} & Pick<ViewingOptions, 'onRun' | 'onBegin' | 'onSwap' | 'onEnd'>;

/** Verifies the grant and makes a paused Consumer of the camera's Producer on the display's worker. */
export async function openViewing(options: OpenViewingOptions): Promise<Result<Viewing, GrantRefusal>> {
  const granted = await options.grants.examine(options.token, options.display);
  if (!granted.ok) return granted;
  const { cam } = granted.value;
  const room = options.rooms.find(cam);
  if (room === undefined) return err(options.isRegistered(cam) ? 'camera_elsewhere' : 'camera_unknown');
  if (!options.holdings.mayBegin) return err('camera_elsewhere');
  const outlet = await room.outletOn(options.router);
  const release = outlet.hold();
  const consumer = await consume(options, outlet.producer.id);
  // The grant may have ended while the worker was asked.
  const still = options.grants.decide(granted.value, options.display);
  if (consumer === undefined || consumer.closed || !still.ok) {
    consumer?.close();
    release();
    return err(still.ok ? 'cannot_consume' : still.error);
  }
  return ok(beginViewing(options, { claims: granted.value, room, outlet, release, consumer }));
}

function beginViewing(
  options: OpenViewingOptions,
  parts: Pick<ViewingOptions, 'room' | 'outlet' | 'release' | 'consumer'> & {
    readonly claims: ViewingGrantClaims;
  },
): Viewing {
  return new Viewing({
    ...parts,
    id: v.parse(ViewingIdSchema, randomUUID()),
    router: options.router,
    timers: options.timers,
    nowMs: options.clock.now(),
    consume: (producerId) => consume(options, producerId),
    causeOfClose: () => (options.router.worker.closed ? 'worker_died' : 'camera_removed'),
    onRun: options.onRun,
    onBegin: options.onBegin,
    onSwap: options.onSwap,
    onEnd: options.onEnd,
  });
}

async function consume(options: OpenViewingOptions, producerId: string): Promise<types.Consumer | undefined> {
  try {
    // Paused until the browser holds the track: a keyframe sent earlier would be lost, and the tile stay black.
    const { rtpCapabilities } = options;
    return await options.transport.consume({ producerId, rtpCapabilities, paused: true });
  } catch (error) {
    options.log.warn({ err: error }, 'the display cannot consume the camera');
    return undefined;
  }
}
