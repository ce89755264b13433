import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { FakeBrowser, FakePage, FakeVideo } from './testing/fake-browser.ts';
import type { FakeStream } from './testing/fake-browser.ts';
import { FakeSfu } from './testing/fake-sfu.ts';
import { openViewer } from './testing/open-viewer.ts';
import { SimulatedTime } from './testing/simulated-time.ts';
import type { Viewer } from './viewer.ts';

const [a, b] = ['a', 'b'].map((name) => v.parse(CameraIdSchema, name)) as [never, never];
const fullScreen = { width: 1920, height: 1080 };
const small = { width: 480, height: 270 };

let time: SimulatedTime;
let sfu: FakeSfu;
let browser: FakeBrowser;
let viewer: Viewer;

beforeEach(() => {
  time = new SimulatedTime();
  sfu = new FakeSfu(time);
  browser = new FakeBrowser();
  viewer = openViewer({ time, sfu, browser, page: new FakePage() });
});
afterEach(() => viewer.close());

/** A live tile of 320x180, whose camera has a larger picture where `isLarge`. */
async function liveTile(camera: typeof a, { isLarge = true } = {}) {
  if (isLarge) sfu.large.add(camera);
  const video = new FakeVideo();
  viewer.attach(camera, video.surface);
  viewer.show([camera]);
  await time.pass(10);
  const state = { state: 'live' as const, since: 0, width: 320, height: 180, conditions: [] };
  sfu.tell('cameraState', { camera, state });
  const present = (rtpTimestamp = 0) => {
    sfu.tell('frameClock', { camera, rtpTimestamp, wallMs: sfu.now });
    video.present(rtpTimestamp);
  };
  present();
  const viewing = sfu.viewingOf(camera);
  const shown = () => (video.srcObject as unknown as FakeStream).getTracks().map(({ consumer }) => consumer);
  const size = (next: typeof small) => browser.surfaces.get(video.surface)?.onSize(next);
  const steps = () => sfu.asked('layer').map(({ layer, step }) => `${layer} ${step}`);
  /** Frames keep coming, by a camera of ten a second. */
  const goOn = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      present(9_000 + passed * 90);
      await time.pass(100);
    }
  };
  return {
    video,
    viewing,
    shown,
    size,
    steps,
    goOn,
    interest: () => browser.surfaces.get(video.surface)?.onInterest(),
  };
}

describe('[video 4C] a tile that grows', () => {
  it('takes the larger picture on the same element when its first frame of now is decoded, and not before', async () => {
    sfu.largeFrom = 90_000;
    const tile = await liveTile(a);
    tile.size(fullScreen);
    await tile.goOn(300);
    expect(tile.steps()).toEqual(['main prepare', 'main begin']);
    expect(tile.shown()).toEqual([tile.viewing]);
    // Of the past, on its way through the decoder.
    browser.decoded.set(`main-${tile.viewing}`, 89_999);
    await tile.goOn(100);
    expect(tile.shown()).toEqual([tile.viewing]);
    browser.decoded.set(`main-${tile.viewing}`, 90_000);
    await tile.goOn(100);
    expect(tile.shown()).toEqual([`main-${tile.viewing}`]);
    expect(tile.steps()).toEqual(['main prepare', 'main begin', 'main shown']);
    expect(viewer.picture(a).state).toBe('live');
  });

  it('gives it back when it is small again, once the smaller one has a new frame', async () => {
    const tile = await liveTile(a);
    browser.decoded.set(tile.viewing, 9);
    tile.size(fullScreen);
    browser.decoded.set(`main-${tile.viewing}`, 0);
    await tile.goOn(200);
    tile.size(small);
    await tile.goOn(200);
    expect(tile.shown()).toEqual([`main-${tile.viewing}`]);
    browser.decoded.set(tile.viewing, 10);
    await tile.goOn(100);
    expect(tile.shown()).toEqual([tile.viewing]);
    expect(tile.steps().slice(3)).toEqual(['sub begin', 'sub shown']);
    expect(browser.receiver.tracks.has(`main-${tile.viewing}`)).toBe(false);
  });

  it('keeps the smaller one where there is no other, and does not ask on and on', async () => {
    const tile = await liveTile(a, { isLarge: false });
    tile.size(fullScreen);
    await tile.goOn(5_000);
    expect(tile.steps()).toEqual(['main prepare']);
    expect(tile.shown()).toEqual([tile.viewing]);
    // Nothing is missing where there never was another.
    expect(viewer.picture(a).isSmallOnly).toBeUndefined();
  });

  it('gives it up when no frame of it comes, and tells the SFU and whoever looks', async () => {
    const tile = await liveTile(a);
    tile.size(fullScreen);
    await tile.goOn(7_000);
    expect(tile.steps()).toEqual(['main prepare', 'main begin', 'sub shown']);
    expect(viewer.picture(a).isSmallOnly).toBe(true);
    tile.size(small);
    expect(viewer.picture(a).isSmallOnly).toBeUndefined();
    expect(browser.receiver.tracks.has(`main-${tile.viewing}`)).toBe(false);
  });

  it('is left alone where it is small again before the larger picture came, and may grow once more at once', async () => {
    const tile = await liveTile(a);
    tile.size(fullScreen);
    await tile.goOn(200);
    tile.size(small);
    await tile.goOn(200);
    expect(tile.steps()).toEqual(['main prepare', 'main begin', 'sub shown']);
    browser.decoded.set(`main-${tile.viewing}`, 0);
    tile.size(fullScreen);
    await tile.goOn(200);
    expect(tile.shown()).toEqual([`main-${tile.viewing}`]);
  });

  it('returns to the smaller picture when the larger one stops', async () => {
    const tile = await liveTile(a);
    tile.size(fullScreen);
    browser.decoded.set(`main-${tile.viewing}`, 0);
    await tile.goOn(300);
    expect(tile.shown()).toEqual([`main-${tile.viewing}`]);
    browser.decoded.set(tile.viewing, 77);
    await time.pass(1_500);
    expect(tile.steps().slice(3)).toEqual(['sub begin']);
    browser.decoded.set(tile.viewing, 78);
    await time.pass(100);
    expect(tile.shown()).toEqual([tile.viewing]);
  });

  it('has the smaller picture on a link that loses packets', async () => {
    const tile = await liveTile(a);
    tile.size(fullScreen);
    browser.decoded.set(`main-${tile.viewing}`, 0);
    await tile.goOn(300);
    expect(tile.shown()).toEqual([`main-${tile.viewing}`]);
    browser.link = { packetsReceived: 1_000, packetsLost: 60, rttMs: 200 };
    await tile.goOn(2_500);
    browser.decoded.set(tile.viewing, 5);
    await tile.goOn(300);
    expect(tile.shown()).toEqual([tile.viewing]);
  });

  it('is warmed when somebody points at it, not more often than needed', async () => {
    const tile = await liveTile(a);
    tile.interest();
    tile.interest();
    await tile.goOn(100);
    expect(tile.steps()).toEqual(['main warm']);
  });

  it('goes on with the smaller picture after it was hidden', async () => {
    const tile = await liveTile(a);
    tile.size(fullScreen);
    browser.decoded.set(`main-${tile.viewing}`, 0);
    await tile.goOn(300);
    viewer.show([b]);
    await time.pass(300);
    expect(tile.shown()).toEqual([tile.viewing]);
    expect(browser.receiver.tracks.has(`main-${tile.viewing}`)).toBe(false);
  });
});
