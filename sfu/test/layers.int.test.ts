import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sfu } from '../src/index.ts';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import { SfuRig } from './sfu-rig.ts';
import type { TestViewer } from './sfu-rig.ts';

let rig: SfuRig;
let sfu: Sfu;
let sub: ScriptedCamera;
let main: ScriptedCamera;

const urlOf = (camera: ScriptedCamera) => `rtsp://127.0.0.1:${camera.port}/live`;

beforeEach(async () => {
  [sub, main] = await Promise.all([createScriptedCamera(), createScriptedCamera()]);
  rig = await SfuRig.create({ 'cam-1': { main: urlOf(main), sub: urlOf(sub) }, 'cam-2': urlOf(sub) });
  sfu = await rig.start();
});
afterEach(async () => {
  await rig.close();
  await Promise.all([sub.close(), main.close()]);
});

/** A page that is to see the camera. */
async function watching(camera: string): Promise<{ viewer: TestViewer; viewing: string }> {
  const viewer = await rig.viewer(sfu);
  await viewer.join();
  const { viewing } = await viewer.watchOne(await rig.sign({ camera }));
  await viewer.say('resume', { viewings: [viewing] });
  return { viewer, viewing };
}

describe('the larger picture of a camera', () => {
  it('[video 4C] is pulled from when somebody needs it, and not before', async () => {
    const { viewer, viewing } = await watching('cam-1');
    await expect.poll(() => sub.connections()).toBeGreaterThan(0);
    expect(main.connections()).toBe(0);
    expect(await viewer.say('layer', { viewing, layer: 'main', step: 'warm' })).toEqual({
      ok: true,
      value: {},
    });
    await expect.poll(() => main.connections()).toBe(1);
    const prepared = await viewer.say('layer', { viewing, layer: 'main', step: 'prepare' });
    expect(prepared).toMatchObject({ ok: true, value: { consumer: { kind: 'video' } } });
    expect(main.connections()).toBe(1);
  });

  it('[video 4C] begins with a frame of now, said by its timestamp, and rests with a pause', async () => {
    const { viewer, viewing } = await watching('cam-1');
    await viewer.say('layer', { viewing, layer: 'main', step: 'warm' });
    await expect.poll(() => main.requests.some(({ method }) => method === 'PLAY')).toBe(true);
    await viewer.say('layer', { viewing, layer: 'main', step: 'prepare' });
    const clock = await viewer.hear('frameClock');
    await expect
      .poll(async () => {
        await viewer.say('layer', { viewing, layer: 'main', step: 'prepare' });
        return viewer.say('layer', { viewing, layer: 'main', step: 'begin' });
      })
      .toMatchObject({ ok: true, value: { replay: { liveFrom: expect.any(Number) } } });
    // One timeline: a second of it at most lies between the two pictures' timestamps.
    const begun = await viewer.say('layer', { viewing, layer: 'main', step: 'shown' });
    expect(begun).toEqual({ ok: true, value: {} });
    expect(clock.rtpTimestamp).toBeGreaterThanOrEqual(0);
    const main1 = () => sfu.serialize().cameras.find(({ camera }) => camera === 'cam-1')?.main;
    expect(main1()).toMatchObject({ pulled: true, holders: 1, outlets: [{ running: 1 }] });
    await viewer.say('pause', { viewings: [viewing] });
    expect(main1()).toMatchObject({ holders: 0, outlets: [{ running: 0 }] });
  });

  it('is not there where the camera has one picture, and nobody is told more', async () => {
    const { viewer, viewing } = await watching('cam-2');
    for (const step of ['warm', 'prepare', 'begin', 'shown'])
      expect(await viewer.say('layer', { viewing, layer: 'main', step })).toEqual({ ok: true, value: {} });
  });

  it("is nobody's whose viewing it is not", async () => {
    const { viewing } = await watching('cam-1');
    const stranger = await rig.viewer(sfu);
    expect(await stranger.say('layer', { viewing, layer: 'main', step: 'prepare' })).toEqual({
      ok: false,
      code: 'not_joined',
    });
    await stranger.join('display-of-another');
    expect(await stranger.say('layer', { viewing, layer: 'main', step: 'prepare' })).toEqual({
      ok: false,
      code: 'viewing_unknown',
    });
    expect(main.connections()).toBe(0);
  });

  it('ends with the viewing', async () => {
    const { viewer, viewing } = await watching('cam-1');
    await viewer.say('layer', { viewing, layer: 'main', step: 'prepare' });
    await viewer.say('unwatch', { viewings: [viewing] });
    expect(sfu.serialize().cameras.find(({ camera }) => camera === 'cam-1')?.main).toMatchObject({
      holders: 0,
    });
  });
});
