import * as v from 'valibot';
import { DisplayIdSchema } from '@truc/media/signalling';
import { createViewer } from '../viewer.ts';
import type { Viewer, ViewerOptions } from '../viewer.ts';
import type { FakeBrowser, FakePage } from './fake-browser.ts';
import type { FakeSfu } from './fake-sfu.ts';
import type { SimulatedTime } from './simulated-time.ts';

type Surroundings = {
  readonly time: SimulatedTime;
  readonly sfu: FakeSfu;
  readonly browser: FakeBrowser;
  readonly page: FakePage;
};

/** A viewer whose whole surroundings are the test's. */
export function openViewer(
  { time, sfu, browser, page }: Surroundings,
  settings: NonNullable<ViewerOptions['settings']> = {},
): Viewer {
  return createViewer({
    openSignalling: () => sfu,
    requestGrants: sfu.requestGrants,
    display: v.parse(DisplayIdSchema, 'display-1'),
    clock: time,
    timers: time,
    random: { next: () => 0.5 },
    createDevice: browser.createDevice,
    createStream: browser.createStream,
    decodePoster: browser.decodePoster,
    page,
    watchSurface: browser.watchSurface,
    log: { warn: () => {} },
    settings,
  });
}
