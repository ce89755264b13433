import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { FakeBrowser, FakePage, FakeVideo } from './testing/fake-browser.ts';
import { FakeSfu } from './testing/fake-sfu.ts';
import { openViewer } from './testing/open-viewer.ts';
import { SimulatedTime } from './testing/simulated-time.ts';
import type { Viewer } from './viewer.ts';

const camera = v.parse(CameraIdSchema, 'a');
const second = 90_000;

let time: SimulatedTime;
let sfu: FakeSfu;
let browser: FakeBrowser;
let viewer: Viewer;
let video: FakeVideo;

beforeEach(() => {
  time = new SimulatedTime();
  sfu = new FakeSfu(time);
  browser = new FakeBrowser();
  video = new FakeVideo();
  viewer = openViewer({ time, sfu, browser, page: new FakePage() });
  viewer.attach(camera, video.surface);
});
afterEach(() => viewer.close());

const shownTracks = () => (video.srcObject as MediaStream).getTracks() as unknown as { consumer: string }[];
const poster = () => ({ camera, capturedMs: sfu.now, codec: 'avc1.42e01f', picture: new Uint8Array([1]) });
const canvas = () => ({ width: 7, height: 7, getContext: () => null });

/** The camera is watched with a replay: `liveFrom` is `second`, the group began 4 s ago. */
async function join(): Promise<string> {
  sfu.replays.set(camera, { liveFrom: second, startedMs: sfu.now - 4_000 });
  viewer.show([camera]);
  await time.pass(10);
  sfu.tell('frameClock', { camera, rtpTimestamp: second, wallMs: sfu.now });
  const viewing = sfu.viewingOf(camera);
  browser.receiver.tracks.get(`replay-${viewing}`)?.unmute();
  return viewing;
}

describe('a replay', () => {
  it('[4A4] comes over a track of its own, negotiated together with the one that follows it', async () => {
    const viewing = await join();
    expect(browser.receiver.batches).toEqual([2]);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([`replay-${viewing}`]);
  });

  it('[4G] is never called live, though its timestamps are close to now', async () => {
    await join();
    video.present(second - 90);
    expect(viewer.picture(camera)).toMatchObject({ state: 'earlier', ageMs: 4_010 });
    video.present(second);
    expect(viewer.picture(camera)).toMatchObject({ state: 'live', framesPresented: 1 });
  });

  it('[4G] shows nothing as live before the SFU has said what it begins with', async () => {
    viewer.show([camera]);
    await time.pass(10);
    const viewing = sfu.viewingOf(camera);
    viewer.show([]);
    await time.pass(100);
    sfu.preparing.add(viewing);
    sfu.replays.set(camera, { liveFrom: second, startedMs: sfu.now - 4_000 });
    sfu.tell('frameClock', { camera, rtpTimestamp: second, wallMs: sfu.now });
    viewer.show([camera]);
    video.present(second);
    expect(viewer.picture(camera).state).toBe('earlier');
    await time.pass(10);
    expect(viewer.picture(camera).state).toBe('live');
  });

  it('gives way to the own track when that has a frame, and not before', async () => {
    const viewing = await join();
    sfu.tell('viewingSwaps', { camera, viewing: sfu.viewingOf(camera) });
    await time.pass(100);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([`replay-${viewing}`]);
    browser.decoded.set(viewing, second + 9_000);
    await time.pass(20);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([viewing]);
    expect(browser.receiver.tracks.has(`replay-${viewing}`)).toBe(false);
  });

  it('gives way also where the word of its end was lost', async () => {
    const viewing = await join();
    browser.decoded.set(viewing, second + 9_000);
    await time.pass(300);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([viewing]);
  });

  it('[4E] is taken for a tile that comes back, and its own track follows with a new frame only', async () => {
    viewer.show([camera]);
    await time.pass(10);
    const viewing = sfu.viewingOf(camera);
    browser.decoded.set(viewing, 1);
    viewer.show([]);
    await time.pass(100);
    sfu.preparing.add(viewing);
    viewer.show([camera]);
    await time.pass(10);
    expect(sfu.asked('resume')).toHaveLength(3);
    expect(sfu.running()).toEqual([camera]);
    browser.receiver.tracks.get(`replay-${viewing}`)?.unmute();
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([`replay-${viewing}`]);
    await time.pass(300);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([`replay-${viewing}`]);
    browser.decoded.set(viewing, 2);
    await time.pass(300);
    expect(shownTracks().map(({ consumer }) => consumer)).toEqual([viewing]);
  });
});

describe('a poster', () => {
  it('[4A1] stands in for the picture with its age, and says that it is not live', async () => {
    const detach = viewer.attachPoster(camera, canvas());
    viewer.show([camera]);
    sfu.tell('poster', poster());
    await time.pass(2_000);
    expect(browser.drawn).toEqual(['avc1.42e01f']);
    expect(viewer.picture(camera)).toMatchObject({ state: 'earlier', ageMs: 2_000 });
    detach();
  });

  it('is taken away by the first frame of now, and does not come back over it', async () => {
    const surface = canvas();
    viewer.attachPoster(camera, surface);
    viewer.show([camera]);
    sfu.tell('poster', poster());
    await time.pass(10);
    sfu.tell('frameClock', { camera, rtpTimestamp: second, wallMs: sfu.now });
    video.present(second);
    expect(surface.width).toBe(0);
    sfu.tell('poster', poster());
    await time.pass(10);
    expect(browser.drawn).toHaveLength(1);
    expect(viewer.picture(camera).state).toBe('live');
  });

  it('[GL-07] goes with the right to see the camera, and is not drawn after it', async () => {
    const surface = canvas();
    viewer.attachPoster(camera, surface);
    viewer.show([camera]);
    await time.pass(10);
    const viewing = sfu.viewingOf(camera);
    sfu.tell('poster', poster());
    sfu.tell('viewingClosed', { viewing, camera, cause: 'grant_revoked' });
    await time.pass(10);
    expect(browser.drawn).toEqual([]);
    expect(surface.width).toBe(0);
    expect(viewer.picture(camera).state).toBe('not_permitted');
  });

  it('of a camera that this display did not ask for is left aside', async () => {
    viewer.attachPoster(camera, canvas());
    sfu.tell('poster', poster());
    await time.pass(10);
    expect(browser.drawn).toEqual([]);
  });
});
