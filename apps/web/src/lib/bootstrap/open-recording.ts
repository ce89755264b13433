import { err } from '@truc/base';
import {
  CameraIdSchema,
  DisplayIdSchema,
  PlaybackGrantResponseSchema,
  type DisplayId,
} from '@truc/media/signalling';
import {
  browserDevice,
  createPlayer,
  createSocketSignalling,
  type RequestPlaybackGrant,
} from '@truc/media/viewer';
import { toBase64Url } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { OpenRecording, Stretch } from '#lib/features/playback/recordings.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { log } from '#lib/ports/log.ts';
import { systemClock, systemRandom, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';

/** Recordings over a PeerConnection of their own, opened when purpose and reason are given and not before (GL-07). */
export function createOpenRecording(http: HttpClient): OpenRecording {
  const display = v.parse(DisplayIdSchema, toBase64Url(systemRandomBytes.bytes(16)));
  return (stretch) =>
    createPlayer({
      signalling: createSocketSignalling({ url: location.origin, log }),
      requestGrant: createRequestGrant(http, stretch, display),
      display,
      log,
      clock: systemClock,
      timers: systemTimers,
      random: systemRandom,
      createDevice: browserDevice(),
      createStream: () => new MediaStream(),
    });
}

function createRequestGrant(http: HttpClient, stretch: Stretch, display: DisplayId): RequestPlaybackGrant {
  const { paper, ...asked } = stretch;
  const body = {
    ...asked,
    camera: v.parse(CameraIdSchema, stretch.camera),
    ...(paper === null ? {} : { paper }),
    display,
  };
  return async () => {
    const path = '/api/playback-grants';
    const answer = await http.request({ method: 'POST', path, body, answer: PlaybackGrantResponseSchema });
    if (!answer.ok) return err('unreachable');
    return answer.value.ok ? { ok: true, value: answer.value } : err(answer.value.code);
  };
}
