import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { FakeBrowser, FakePage, FakeVideo } from './testing/fake-browser.ts';
import { FakeSfu } from './testing/fake-sfu.ts';
import { openViewer } from './testing/open-viewer.ts';
import { SimulatedTime } from './testing/simulated-time.ts';
import type { Viewer } from './viewer.ts';

const ids = (...names: string[]) => names.map((name) => v.parse(CameraIdSchema, name));
const [a, b, c] = ids('a', 'b', 'c') as [
  ReturnType<typeof ids>[0] & {},
  ReturnType<typeof ids>[0] & {},
  ReturnType<typeof ids>[0] & {},
];

let time: SimulatedTime;
let sfu: FakeSfu;
let browser: FakeBrowser;
let page: FakePage;
let viewer: Viewer;

beforeEach(() => {
  time = new SimulatedTime();
  sfu = new FakeSfu(time);
  browser = new FakeBrowser();
  page = new FakePage();
  viewer = open();
});
afterEach(() => viewer.close());

function open(slots = 64): Viewer {
  return openViewer({ time, sfu, browser, page }, { slots });
}

/** A tile whose camera sends: frames at the SFU's time of now, `ageMs` ago. */
function tile(camera: typeof a) {
  const video = new FakeVideo();
  const detach = viewer.attach(camera, video.surface);
  return {
    video,
    detach,
    present(ageMs: number) {
      sfu.tell('frameClock', { camera, rtpTimestamp: 0, wallMs: sfu.now });
      video.present((-ageMs * 90) >>> 0);
    },
  };
}

describe('what is shown', () => {
  it('is asked for in one message of each kind, negotiated once, and runs', async () => {
    viewer.show([a, b, c]);
    await time.pass(10);
    expect(sfu.grantRequests).toEqual([[a, b, c]]);
    expect(sfu.asked('watch')).toHaveLength(1);
    expect(sfu.asked('resume')).toHaveLength(1);
    expect(browser.receiver.batches[0]).toBe(3);
    expect(sfu.running()).toEqual([a, b, c]);
  });

  it('costs nothing once it is hidden, and comes back over the same Consumer', async () => {
    viewer.show([a, b]);
    await time.pass(10);
    const viewing = sfu.viewingOf(a);
    viewer.show([b]);
    expect(sfu.asked('pause')).toEqual([]);
    await time.pass(100);
    expect(sfu.asked('pause')).toEqual([{ viewings: [viewing] }]);
    viewer.show([a, b]);
    await time.pass(10);
    expect(sfu.running()).toEqual([a, b]);
    expect(sfu.asked('watch')).toHaveLength(1);
  });

  it('is not stopped when it is back within a tenth of a second', async () => {
    viewer.show([a]);
    await time.pass(10);
    viewer.show([b]);
    await time.pass(50);
    viewer.show([a]);
    await time.pass(500);
    expect(sfu.asked('pause')).toHaveLength(1);
    expect(sfu.running()).toEqual([a]);
  });

  it('is held back by as much as the way to it needs', async () => {
    viewer.show([a]);
    browser.link = { packetsReceived: 1_000, packetsLost: 60, rttMs: 200 };
    await time.pass(2_500);
    expect(browser.jitterTargets.at(-1)).toBe(500);
    expect(viewer.link()).toMatchObject({ rttMs: 200, jitterTargetMs: 500 });
  });

  it('takes the slot of what was shown least recently', async () => {
    viewer.close();
    sfu.connected = true;
    viewer = open(2);
    for (const cameras of [[a], [b], [c]]) {
      viewer.show(cameras);
      await time.pass(110);
    }
    expect([...sfu.viewings.values()].map(({ camera }) => camera)).toEqual([b, c]);
    expect(sfu.running()).toEqual([c]);
  });

  it('is paused when the page has been hidden for 5 s, and resumed with it', async () => {
    viewer.show([a]);
    await time.pass(10);
    page.set(false);
    await time.pass(4_900);
    expect(sfu.running()).toEqual([a]);
    await time.pass(200);
    expect(sfu.running()).toEqual([]);
    page.set(true);
    await time.pass(10);
    expect(sfu.running()).toEqual([a]);
  });
});

describe('a picture', () => {
  it('is live only while the age of its frame proves it, by the clock of the SFU', async () => {
    viewer.close();
    sfu.connected = true;
    sfu.aheadMs = 90_000;
    viewer = open();
    viewer.show([a]);
    const { video, present } = tile(a);
    await time.pass(10);
    expect(viewer.picture(a).state).toBe('connecting');
    expect(video.srcObject).not.toBeNull();
    present(80);
    expect(viewer.picture(a)).toMatchObject({ state: 'live', ageMs: 80, width: 640, framesPresented: 1 });
    present(5_000);
    expect(viewer.picture(a)).toMatchObject({ state: 'stale', ageMs: 5_000 });
  });

  it('is not made younger by a clock of the tablet that was set back', async () => {
    viewer.show([a]);
    const { present } = tile(a);
    await time.pass(10);
    time.steppedMs = -3_600_000;
    await time.pass(300);
    present(5_000);
    expect(viewer.picture(a)).toMatchObject({ state: 'stale', ageMs: 5_000 });
  });

  it('is not live after the machine has slept, until a frame of now is there', async () => {
    viewer.show([a]);
    const { present } = tile(a);
    await time.pass(10);
    present(50);
    expect(viewer.picture(a).state).toBe('live');
    // The monotonic clock stood still, what was known of the SFU's clock no longer holds, and the link is not back yet.
    sfu.failing.set('ping', 'unreachable');
    time.steppedMs = 3_600_000;
    sfu.aheadMs = 3_600_000;
    await time.pass(300);
    expect(viewer.picture(a).state).toBe('stale');
    present(50);
    expect(viewer.picture(a).state).toBe('live');
  });

  it('ages when nothing more comes, and says where it is held up', async () => {
    viewer.show([a]);
    const { present } = tile(a);
    await time.pass(10);
    present(50);
    browser.stats.set(sfu.viewingOf(a), { packetsReceived: 7, framesDecoded: 3 });
    await time.pass(1_200);
    expect(viewer.picture(a).state).toBe('ageing');
    await time.pass(4_000);
    expect(viewer.picture(a)).toMatchObject({ state: 'stale', stall: 'network' });
  });

  it('gives a stuck decoder one push in each stall', async () => {
    viewer.show([a]);
    const { present } = tile(a);
    await time.pass(10);
    present(50);
    for (let at = 0; at < 8; at += 1) {
      browser.stats.set(sfu.viewingOf(a), { packetsReceived: at * 10, framesDecoded: 3 });
      await time.pass(1_000);
    }
    expect(viewer.picture(a)).toMatchObject({ state: 'stale', stall: 'decoder' });
    expect(sfu.asked('pause')).toHaveLength(1);
    expect(sfu.running()).toEqual([a]);
  });

  it('is not proved by a frame that the element painted by itself', async () => {
    viewer.show([a]);
    const { video, present } = tile(a);
    await time.pass(10);
    present(50);
    await time.pass(6_000);
    video.present(undefined);
    expect(viewer.picture(a)).toMatchObject({ state: 'stale', framesPresented: 1 });
  });

  it('lets go of its element', async () => {
    viewer.show([a]);
    const { video, detach } = tile(a);
    await time.pass(10);
    detach();
    expect(video.srcObject).toBeNull();
  });
});

describe('permission', () => {
  it('that is not given is said, and asked for again after a while', async () => {
    sfu.forbidden.add('a');
    viewer.show([a, b]);
    await time.pass(10);
    expect(viewer.picture(a)).toMatchObject({ state: 'not_permitted', reason: 'not_found' });
    expect(sfu.running()).toEqual([b]);
    sfu.forbidden.clear();
    await time.pass(31_000);
    expect(sfu.running()).toEqual([b, a]);
  });

  it('is renewed well before it ends, for a whole wall at once', async () => {
    viewer.show([a, b]);
    await time.pass(170_000);
    expect(sfu.asked('renew')).toHaveLength(0);
    await time.pass(20_000);
    expect(sfu.asked('renew')).toHaveLength(2);
    expect(sfu.grantRequests).toHaveLength(2);
    await time.pass(100_000);
    expect(sfu.asked('renew')).toHaveLength(2);
  });

  it('that is not renewed takes the picture off the screen', async () => {
    viewer.show([a]);
    const { video, present } = tile(a);
    await time.pass(10);
    present(50);
    sfu.forbidden.add('a');
    await time.pass(190_000);
    expect(viewer.picture(a).state).toBe('not_permitted');
    expect(video.srcObject).toBeNull();
    expect(sfu.viewings.size).toBe(0);
  });

  it('that is taken back takes the picture off the screen at once', async () => {
    viewer.show([a]);
    const { video, present } = tile(a);
    await time.pass(10);
    present(50);
    sfu.tell('viewingClosed', { viewing: sfu.viewingOf(a), camera: a, cause: 'grant_revoked' });
    expect(viewer.picture(a)).toMatchObject({ state: 'not_permitted', reason: 'grant_revoked' });
    expect(video.srcObject).toBeNull();
  });

  it('that is given again in the second in which it was taken back is asked for once more in the next', async () => {
    viewer.show([a]);
    await time.pass(10);
    const viewing = sfu.viewingOf(a);
    sfu.viewings.delete(viewing);
    sfu.tell('viewingClosed', { viewing, camera: a, cause: 'grant_revoked' });
    sfu.revoked.add('a');
    viewer.retry(a);
    await time.pass(500);
    expect(viewer.picture(a)).toMatchObject({ state: 'not_permitted', reason: 'grant_revoked' });
    sfu.revoked.clear();
    await time.pass(1_000);
    expect(sfu.running()).toEqual([a]);
  });

  it('that stays taken back is asked for no more often than any other', async () => {
    sfu.revoked.add('a');
    viewer.show([a]);
    await time.pass(20_000);
    expect(sfu.asked('watch')).toHaveLength(2);
  });
});

describe('a lost connection', () => {
  it('to the signalling costs no picture: the session is resumed and what was meant meanwhile is said', async () => {
    viewer.show([a, b]);
    await time.pass(10);
    sfu.loseSocket();
    viewer.show([b]);
    await time.pass(3_000);
    expect(browser.receiver.closed).toBe(false);
    sfu.regainSocket();
    await time.pass(10);
    expect(browser.receivers).toHaveLength(1);
    expect(sfu.running()).toEqual([b]);
    expect(sfu.asked('watch')).toHaveLength(1);
  });

  it('to an SFU that was restarted keeps the last frame until the new session shows one', async () => {
    viewer.show([a]);
    const { video, present } = tile(a);
    await time.pass(10);
    browser.receiver.tracks.get(sfu.viewingOf(a))?.unmute();
    present(50);
    const before = video.srcObject;
    sfu.loseSocket();
    sfu.regainSocket({ fresh: true });
    await time.pass(10);
    expect(browser.receivers).toHaveLength(2);
    expect(sfu.running()).toEqual([a]);
    expect(video.srcObject).toBe(before);
    const tracks = () => (before as MediaStream).getTracks();
    const [old] = tracks();
    browser.receiver.tracks.get(sfu.viewingOf(a))?.unmute();
    expect(tracks()).toHaveLength(1);
    expect(tracks()[0]).not.toBe(old);
  });

  it('to a worker that died begins one new session, however many cameras it carried', async () => {
    viewer.show([a, b]);
    await time.pass(10);
    const lost = [sfu.viewingOf(a), sfu.viewingOf(b)] as const;
    sfu.session = crypto.randomUUID();
    sfu.tell('viewingClosed', { viewing: lost[0], camera: a, cause: 'worker_died' });
    sfu.tell('viewingClosed', { viewing: lost[1], camera: b, cause: 'worker_died' });
    await time.pass(10);
    expect(sfu.asked('join')).toHaveLength(2);
    expect(sfu.running()).toEqual([a, b]);
  });

  it('on the media path is mended by ICE alone while nobody can be asked', async () => {
    viewer.show([a]);
    await time.pass(10);
    expect(sfu.asked('restartIce')).toEqual([{ inUse: 'ice-0' }]);
    browser.receiver.setState('disconnected');
    sfu.loseSocket();
    await time.pass(400);
    expect(browser.receiver.iceRestarts).toEqual([]);
    await time.pass(200);
    browser.receiver.setState('connecting');
    await time.pass(3_000);
    browser.receiver.setState('failed');
    await time.pass(10);
    expect(browser.receiver.iceRestarts).toEqual(['ice-1', 'ice-0', 'ice-1']);
    browser.receiver.setState('connected');
    sfu.regainSocket();
    await time.pass(60_000);
    expect(browser.receiver.iceRestarts).toHaveLength(3);
    expect(sfu.asked('restartIce').at(-1)).toEqual({ inUse: 'ice-1' });
    expect(sfu.running()).toEqual([a]);
    expect(browser.receivers).toHaveLength(1);
    expect(sfu.asked('watch')).toHaveLength(1);
  });

  it('on a media path that broke before there was anything in reserve is mended as soon as the SFU answers', async () => {
    sfu.failing.set('restartIce', 'timeout');
    viewer.show([a]);
    await time.pass(10);
    sfu.loseSocket();
    browser.receiver.setState('failed');
    await time.pass(5_000);
    expect(browser.receiver.iceRestarts).toEqual([]);
    sfu.failing.clear();
    sfu.regainSocket();
    await time.pass(10);
    expect(browser.receiver.iceRestarts).toEqual(['ice-1']);
  });

  it('on the media path leads to a new session when ICE does not help though the SFU answers', async () => {
    viewer.show([a]);
    await time.pass(10);
    const [first] = browser.receivers;
    browser.receiver.setState('failed');
    sfu.session = crypto.randomUUID();
    await time.pass(60_000);
    expect(first?.iceRestarts).toHaveLength(6);
    expect(browser.receivers).toHaveLength(2);
    expect(first?.closed).toBe(true);
    expect(sfu.running()).toEqual([a]);
  });

  it('to the server of grants is tried again until it answers', async () => {
    viewer.close();
    sfu.connected = true;
    let reachable = false;
    const requestGrants = sfu.requestGrants;
    Object.assign(sfu, {
      requestGrants: (cameras: ReturnType<typeof ids>) =>
        reachable ? requestGrants(cameras) : Promise.reject(new Error('offline')),
    });
    viewer = open();
    viewer.show([a]);
    await time.pass(20_000);
    expect(viewer.picture(a).state).toBe('connecting');
    reachable = true;
    await time.pass(11_000);
    expect(sfu.running()).toEqual([a]);
  });
});
