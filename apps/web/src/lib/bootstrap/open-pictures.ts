import { err } from '@truc/base';
import {
  CameraIdSchema,
  CameraNodesResponseSchema,
  nodePath,
  ViewingGrantResponseSchema,
  type CameraId,
  type DisplayId,
  type NodePlace,
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
  type HeldLease,
  type LocateCameras,
  type RequestGrants,
} from '@truc/media/viewer';
import * as v from 'valibot';
import type { OpenPictures, Pictures, TurnFailure } from '#lib/features/wall/pictures.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { log } from '#lib/ports/log.ts';
import { createProbe } from '#lib/ports/probe.ts';
import { systemClock, systemRandom, systemTimers } from '#lib/ports/system.ts';
import type { EdgeLeases } from '#lib/session/edge-leases.ts';

export type PictureParts = {
  readonly display: DisplayId;
  readonly requestGrants: RequestGrants;
  readonly locateCameras: LocateCameras;
  readonly leases?: () => readonly HeldLease[];
  readonly onOutdated: () => void;
};

export type OpenPicturesParts = {
  /** As this tab's display is called when a wall is opened. */
  readonly display: () => DisplayId;
  readonly leases: EdgeLeases;
  readonly onOutdated: () => void;
};

/** Pictures of one wall, opened when the purpose is chosen and not before (GL-07). */
export function createOpenPictures(
  http: HttpClient,
  { display, leases, onOutdated }: OpenPicturesParts,
): OpenPictures {
  return (purpose) => {
    const name = display();
    return openPagePictures({
      display: name,
      onOutdated,
      requestGrants: createRequestGrants(http, { purpose, display: name, leases }),
      locateCameras: createLocateCameras(http),
      leases: () => leases.held(purpose),
    });
  };
}

/** Pictures of one page, whoever asks for the grants. */
export function openPagePictures(parts: PictureParts): Pictures {
  const viewer = createViewer({
    ...parts,
    openSignalling: (place) => createSocketSignalling({ ...signallingOf(place), log }),
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
  });
  const pictures: Pictures = {
    show: (cameras) => viewer.show(cameras.map(toCameraId)),
    attach: (camera, video) => viewer.attach(toCameraId(camera), video),
    attachPoster: (camera, canvas) => viewer.attachPoster(toCameraId(camera), canvas),
    picture: (camera) => viewer.picture(toCameraId(camera)),
    warm: (camera) => viewer.warm(toCameraId(camera)),
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
}

/** What is none of these is the line's fault, or a page's that was away. */
const turnFailures: Readonly<Partial<Record<string, TurnFailure>>> = {
  ptz_held: 'held',
  ptz_unavailable: 'unavailable',
  ptz_refused: 'refused',
  ptz_not_permitted: 'not_permitted',
};

/** Permissions for a kiosk: the purpose stands in its pairing. */
export function createKioskGrants(
  http: HttpClient,
  { display, leases }: { readonly display: DisplayId; readonly leases: () => readonly HeldLease[] },
): RequestGrants {
  return (cameras, avoid) =>
    askForGrants(http, {
      path: '/api/display/grants',
      body: { cameras, display, ...(avoid.length > 0 && { avoid }) },
      ...(leases().length > 0 && { deadlineMs: leasedDeadlineMs }),
    });
}

/** Where the grants say that the cameras are: a kiosk has nobody else to ask. */
export function locateByGrants(requestGrants: RequestGrants): LocateCameras {
  return async (cameras, avoid) => {
    const answers = await requestGrants(cameras, avoid);
    return new Map(
      answers.flatMap((answer) =>
        answer.ok && answer.place !== undefined ? [[answer.camera, answer.place] as const] : [],
      ),
    );
  };
}

/** A node at a facility is spoken to by itself, every other through our own origin. */
function signallingOf(place: NodePlace | null): { readonly url: string; readonly path?: string } {
  if (place === null) return { url: location.origin };
  return place.at === null ? { url: location.origin, path: nodePath(place.node) } : { url: place.at };
}

/** Where a lease helps, a server that is silent is not waited for as long as it might be. */
const leasedDeadlineMs = 4_000;

function createRequestGrants(
  http: HttpClient,
  { purpose, display, leases }: { purpose: ViewingPurpose; display: DisplayId; leases: EdgeLeases },
): RequestGrants {
  return (cameras, avoid) =>
    askForGrants(http, {
      path: '/api/viewing-grants',
      body: { cameras, purpose, display, ...(avoid.length > 0 && { avoid }) },
      ...(leases.held(purpose).length > 0 && { deadlineMs: leasedDeadlineMs }),
    });
}

async function askForGrants(
  http: HttpClient,
  question: { readonly path: string; readonly body: object; readonly deadlineMs?: number },
) {
  const answer = await http.request({ method: 'POST', answer: ViewingGrantResponseSchema, ...question });
  // The viewer's contract: it retries what rejects, and shows what is answered.
  if (!answer.ok) throw new Error(`no viewing grants: ${answer.error.code}`);
  return answer.value.grants;
}

function createLocateCameras(http: HttpClient): LocateCameras {
  return async (cameras, avoid) => {
    const body = { cameras, ...(avoid.length > 0 && { avoid }) };
    const path = '/api/camera-nodes';
    const answer = await http.request({ method: 'POST', path, body, answer: CameraNodesResponseSchema });
    if (!answer.ok) throw new Error(`cameras not located: ${answer.error.code}`);
    return new Map(answer.value.cameras.map(({ camera, place }) => [camera, place]));
  };
}

function toCameraId(camera: string): CameraId {
  return v.parse(CameraIdSchema, camera);
}
