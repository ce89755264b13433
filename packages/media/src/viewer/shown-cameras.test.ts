import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { CameraIdSchema } from '@truc/media/signalling';
import { ShownCameras } from './shown-cameras.ts';
import { FakePage } from './testing/fake-browser.ts';
import { SimulatedTime } from './testing/simulated-time.ts';

const toCamera = (camera: string) => v.parse(CameraIdSchema, camera);
const [one, two, three] = [toCamera('cam-1'), toCamera('cam-2'), toCamera('cam-3')];

let time: SimulatedTime;
let page: FakePage;
let running: readonly string[];
let shown: ShownCameras;

beforeEach(() => {
  time = new SimulatedTime();
  page = new FakePage();
  running = [];
  shown = new ShownCameras({
    page,
    timers: time,
    hideAfterMs: 100,
    pauseWhenHiddenAfterMs: 5_000,
    onChange: (visible, leaving) => (running = [...visible, ...leaving]),
  });
});

describe('ShownCameras', () => {
  it('runs at once what is shown, and stops a tenth of a second later what is hidden', async () => {
    shown.show([one, two]);
    expect(running).toEqual([one, two]);
    shown.show([three]);
    expect(running).toEqual([three, one, two]);
    await time.pass(99);
    expect(running).toEqual([three, one, two]);
    await time.pass(1);
    expect(running).toEqual([three]);
  });

  it('stops nothing that is back before', async () => {
    shown.show([one]);
    shown.show([]);
    await time.pass(50);
    shown.show([one]);
    await time.pass(500);
    expect(running).toEqual([one]);
  });

  it('stops a tile that is scrolled out of view, and runs it again at once', async () => {
    const tile = {};
    shown.show([one, two]);
    shown.setInView(one, tile, false);
    await time.pass(100);
    expect(running).toEqual([two]);
    expect(shown.visible).toEqual([two]);
    shown.setInView(one, tile, true);
    expect(running).toEqual([one, two]);
  });

  it('runs a camera that one of its two elements shows, and one that none shows yet', async () => {
    shown.show([one]);
    const [small, large] = [{}, {}];
    shown.setInView(one, small, false);
    shown.setInView(one, large, true);
    await time.pass(1_000);
    expect(running).toEqual([one]);
    shown.forgetElement(one, large);
    await time.pass(100);
    expect(running).toEqual([]);
    shown.forgetElement(one, small);
    expect(running).toEqual([one]);
  });

  it('stops everything five seconds after the page was hidden, and begins again at once', async () => {
    shown.show([one, two]);
    page.set(false);
    await time.pass(4_999);
    expect(running).toEqual([one, two]);
    await time.pass(1);
    expect(running).toEqual([]);
    page.set(true);
    expect(running).toEqual([one, two]);
  });
});
