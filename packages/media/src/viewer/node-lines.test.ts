import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CameraIdSchema, DisplayIdSchema } from '@truc/media/signalling';
import type { CameraId, NodePlace } from '@truc/media/signalling';
import type { GrantAnswer } from './ports.ts';
import { FakeBrowser, FakePage, FakeVideo } from './testing/fake-browser.ts';
import { FakeSfu } from './testing/fake-sfu.ts';
import { SimulatedTime } from './testing/simulated-time.ts';
import { createViewer } from './viewer.ts';
import type { HeldLease, Viewer } from './index.ts';

const idOf = (text: string): CameraId => v.parse(CameraIdSchema, text);
const [a, b] = [idOf('a'), idOf('b')];
const one: NodePlace = { node: 'node-1', at: null };
const two: NodePlace = { node: 'node-2', at: null };
const edge: NodePlace = { node: 'edge-1', at: 'https://edge.example' };

let time: SimulatedTime;
let sfus: Map<string, FakeSfu>;
/** Where the server says that each camera is; null: nowhere now. */
let places: Map<CameraId, NodePlace | null>;
let asked: { readonly cameras: readonly CameraId[]; readonly avoid: readonly string[] }[];
let isServerThere: boolean;
let leases: readonly HeldLease[];
let viewer: Viewer;

function sfuOf(node: string): FakeSfu {
  const known = sfus.get(node) ?? new FakeSfu(time);
  sfus.set(node, known);
  return known;
}

function placeFor(camera: CameraId, avoid: readonly string[]): NodePlace | null {
  const place = places.get(camera) ?? null;
  return place !== null && avoid.includes(place.node) ? null : place;
}

beforeEach(() => {
  time = new SimulatedTime();
  [sfus, asked, isServerThere, leases] = [new Map(), [], true, []];
  places = new Map([
    [a, one],
    [b, two],
  ]);
  const browser = new FakeBrowser();
  viewer = createViewer({
    openSignalling: (place) => sfuOf(place?.node ?? 'any'),
    requestGrants(cameras, avoid) {
      asked.push({ cameras, avoid });
      if (!isServerThere) return Promise.reject(new Error('no server'));
      return Promise.resolve(
        cameras.map((camera): GrantAnswer => {
          const place = placeFor(camera, avoid);
          if (place === null) return { ok: false, camera, code: 'no_node' };
          return { ok: true, camera, token: `${camera}:1`, expiresAt: time.monotonic() + 300_000, place };
        }),
      );
    },
    locateCameras(cameras, avoid) {
      if (!isServerThere) return Promise.reject(new Error('no server'));
      return Promise.resolve(
        new Map(
          cameras.flatMap((camera) => {
            const place = placeFor(camera, avoid);
            return place === null ? [] : [[camera, place] as const];
          }),
        ),
      );
    },
    leases: () => leases,
    display: v.parse(DisplayIdSchema, 'display-1'),
    clock: time,
    timers: time,
    random: { next: () => 0.5 },
    createDevice: browser.createDevice,
    createStream: browser.createStream,
    decodePoster: browser.decodePoster,
    page: new FakePage(),
    log: { warn: () => {} },
  });
});
afterEach(() => viewer.close());

describe('cameras of several nodes', () => {
  it('are each watched over the line to their own, with one question for all grants', async () => {
    viewer.show([a, b]);
    await time.pass(50);
    expect(sfuOf('node-1').running()).toEqual([a]);
    expect(sfuOf('node-2').running()).toEqual([b]);
    expect(asked).toEqual([{ cameras: [a, b], avoid: [] }]);
    expect(sfuOf('any').asked('watch')).toEqual([]);
  });

  it('go on at another node when the line to theirs is gone and the server has given them to it', async () => {
    viewer.show([a, b]);
    const video = new FakeVideo();
    viewer.attach(a, video.surface);
    await time.pass(50);
    sfuOf('node-1').loseSocket();
    await time.pass(3_000);
    // Not adopted yet: nothing is watched twice, and nobody is asked for grants meanwhile.
    expect([sfuOf('node-2').running(), asked.length]).toEqual([[b], 1]);
    places.set(a, two);
    await time.pass(1_500);
    expect(sfuOf('node-2').running()).toEqual([b, a]);
    expect(asked.at(-1)).toEqual({ cameras: [a], avoid: ['node-1'] });
    // Its last frame stays, with its age.
    expect(video.srcObject).not.toBeNull();
  });

  it('are let go at the old node when its line comes back', async () => {
    viewer.show([a]);
    await time.pass(50);
    const left = sfuOf('node-1').viewingOf(a);
    sfuOf('node-1').loseSocket();
    places.set(a, two);
    await time.pass(3_000);
    sfuOf('node-1').regainSocket();
    await time.pass(50);
    expect(sfuOf('node-1').asked('unwatch')).toEqual([{ viewings: [left] }]);
    expect(sfuOf('node-2').running()).toEqual([a]);
  });

  it('follow at once when a node says that it has lost them', async () => {
    viewer.show([a]);
    await time.pass(50);
    places.set(a, two);
    const viewing = sfuOf('node-1').viewingOf(a);
    sfuOf('node-1').tell('viewingClosed', { viewing, camera: a, cause: 'camera_moved' });
    await time.pass(50);
    expect(sfuOf('node-2').running()).toEqual([a]);
  });

  it('stay where they are while the server is away', async () => {
    viewer.show([a]);
    await time.pass(50);
    isServerThere = false;
    sfuOf('node-1').loseSocket();
    await time.pass(5_000);
    sfuOf('node-1').regainSocket();
    await time.pass(500);
    expect(sfuOf('node-1').running()).toEqual([a]);
  });

  it('begin over the node at the facility by a lease when the server cannot be asked', async () => {
    isServerThere = false;
    leases = [{ place: edge, token: 'lease', cameras: [a], purpose: 'check_remedies' }];
    viewer.show([a]);
    await time.pass(100);
    expect(sfuOf('edge-1').asked('leaseGrants')).toEqual([
      { lease: 'lease', cameras: [a], purpose: 'check_remedies' },
    ]);
    expect(sfuOf('edge-1').running()).toEqual([a]);
  });

  it('of a facility whose node this page cannot reach come over the centre', async () => {
    places.set(a, edge);
    sfuOf('edge-1').connected = false;
    viewer.show([a]);
    await time.pass(2_000);
    expect(sfuOf('node-1').running()).toEqual([]);
    places.set(a, one);
    await time.pass(3_000);
    expect(sfuOf('node-1').running()).toEqual([a]);
    expect(asked.at(-1)?.avoid).toEqual(['edge-1']);
  });
});
