import { err } from '@truc/base';
import {
  CameraIdSchema,
  DisplayIdSchema,
  ViewingGrantResponseSchema,
  type CameraId,
  type DisplayId,
  type ViewingPurpose,
} from '@truc/media/signalling';
import {
  browserDevice,
  browserPage,
  browserPosterDecoder,
  browserSight,
  browserSurface,
  createSocketSignalling,
  createViewer,
  type RequestGrants,
} from '@truc/media/viewer';
import { toBase64Url } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { OpenPictures, Pictures, TurnFailure } from '#lib/features/wall/pictures.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { log } from '#lib/ports/log.ts';
import { createProbe } from '#lib/ports/probe.ts';
import { systemClock, systemRandom, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';

export type PictureParts = {
  readonly requestGrants: (display: DisplayId) => RequestGrants;
  readonly onOutdated: () => void;
};

/** Pictures of one wall over one PeerConnection, opened when the purpose is chosen and not before (GL-07). */
export function createOpenPictures(
  http: HttpClient,
  { onOutdated }: { readonly onOutdated: () => void },
): OpenPictures {
  const openPage = createOpenPage();
  return (purpose) =>
    openPage({ onOutdated, requestGrants: (display) => createRequestGrants(http, { purpose, display }) });
}

/** Pictures for one page's life: its display keeps its name, whatever is shown on it. */
export function createOpenPage(): (parts: PictureParts) => Pictures {
  const display = v.parse(DisplayIdSchema, toBase64Url(systemRandomBytes.bytes(16)));
  return ({ requestGrants, onOutdated }) => {
    const viewer = createViewer({
      signalling: createSocketSignalling({ url: location.origin, log }),
      requestGrants: requestGrants(display),
      display,
      log,
      clock: systemClock,
      timers: systemTimers,
      random: systemRandom,
      createDevice: browserDevice(),
      createStream: () => new MediaStream(),
      decodePoster: browserPosterDecoder(),
      page: browserPage(document),
      sight: browserSight(),
      watchSurface: browserSurface,
      onOutdated,
    });
    const pictures: Pictures = {
      show: (cameras) => viewer.show(cameras.map(toCameraId)),
      attach: (camera, video) => viewer.attach(toCameraId(camera), video),
      attachPoster: (camera, canvas) => viewer.attachPoster(toCameraId(camera), canvas),
      picture: (camera) => viewer.picture(toCameraId(camera)),
      retry: (camera) => viewer.retry(toCameraId(camera)),
      movement: (camera) => viewer.movement(toCameraId(camera)),
      turn: async (camera, command) => {
        const answer = await viewer.ptz(toCameraId(camera), command);
        return answer.ok ? answer : err(turnFailures[answer.error] ?? 'link');
      },
      subscribe: (listener) => viewer.subscribe(listener),
      close: () => viewer.close(),
    };
    return createProbe()?.over(pictures) ?? pictures;
  };
}

/** What is none of these is the line's fault, or a page's that was away. */
const turnFailures: Readonly<Partial<Record<string, TurnFailure>>> = {
  ptz_held: 'held',
  ptz_unavailable: 'unavailable',
  ptz_refused: 'refused',
  ptz_not_permitted: 'not_permitted',
};

/** Permissions for a kiosk: the purpose stands in its pairing. */
export function createKioskGrants(http: HttpClient, display: DisplayId): RequestGrants {
  return (cameras) => askForGrants(http, { path: '/api/display/grants', body: { cameras, display } });
}

function createRequestGrants(
  http: HttpClient,
  { purpose, display }: { purpose: ViewingPurpose; display: DisplayId },
): RequestGrants {
  const path = '/api/viewing-grants';
  return (cameras) => askForGrants(http, { path, body: { cameras, purpose, display } });
}

async function askForGrants(http: HttpClient, question: { readonly path: string; readonly body: object }) {
  const answer = await http.request({ method: 'POST', answer: ViewingGrantResponseSchema, ...question });
  // The viewer's contract: it retries what rejects, and shows what is answered.
  if (!answer.ok) throw new Error(`no viewing grants: ${answer.error.code}`);
  return answer.value.grants;
}

function toCameraId(camera: string): CameraId {
  return v.parse(CameraIdSchema, camera);
}
