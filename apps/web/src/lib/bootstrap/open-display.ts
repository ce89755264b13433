import { ViewingPurposeSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import { DisplayController } from '#lib/features/display/display-controller.svelte.ts';
import { DisplayStore } from '#lib/features/display/display-store.ts';
import { watchIdleWall } from '#lib/features/update/page-idle.ts';
import { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import type { Pictures } from '#lib/features/wall/pictures.ts';
import { DisplayName } from '#lib/ports/display-name.ts';
import { createHttpClient } from '#lib/ports/http/http-client.ts';
import { openDisplayHints } from '#lib/ports/realtime/display-hints.ts';
import { systemClock, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';
import { createTicker, type Ticker } from '#lib/ports/ticker.svelte.ts';
import { allowOwnScripts } from '#lib/ports/trusted-types.ts';
import { createWriteGate } from '#lib/ports/write-gate.ts';
import { EdgeLeases } from '#lib/session/edge-leases.ts';
import { createKioskGrants, locateByGrants, openPagePictures } from './open-pictures.ts';
import { startUpdates } from './start-watching.ts';

/** All that a display needs: no session, no store, no sync. */
export type DisplayApp = {
  readonly display: DisplayController;
  readonly openPictures: () => Pictures;
  /** From now on what the facility's own node would let it show without the server is at hand; the returned function ends that. */
  readonly keepLeases: () => () => void;
  /** Opens the line over which the server says that there is news. */
  readonly listen: () => void;
  readonly ticker: Ticker;
  close(): void;
};

const tickMs = 500;

export function openDisplay(): DisplayApp {
  allowOwnScripts();
  const http = createHttpClient((input, init) => fetch(input, init));
  const now = () => systemClock.now();
  const store = new DisplayStore(localStorage, now);
  const display = new DisplayController({ http, store }, now);
  const hints = openDisplayHints(() => void display.ask());
  const gate = createWriteGate('locks' in navigator ? navigator.locks : undefined);
  const update = new UpdateController(gate, { timers: systemTimers, isFree: watchIdleWall(window) });
  const stopUpdates = startUpdates(update);
  // A screen whose power failed comes back under its name: what was signed for it still counts.
  const name = new DisplayName({
    storage: localStorage,
    locks: navigator.locks,
    randomBytes: systemRandomBytes,
  });
  const leases = new EdgeLeases({
    ...{ http, store, now, timers: systemTimers, display: () => name.id },
    path: '/api/display/edge-leases',
  });
  const held = () => {
    const purpose = v.safeParse(ViewingPurposeSchema, display.told?.purpose);
    return purpose.success ? leases.held(purpose.output) : [];
  };
  void display.ask();
  return {
    display,
    openPictures: () => {
      const requestGrants = createKioskGrants(http, { display: name.id, leases: held });
      return openPagePictures({
        display: name.id,
        requestGrants,
        locateCameras: locateByGrants(requestGrants),
        leases: held,
        onOutdated: () => update.handleOutdated(),
      });
    },
    keepLeases: () => leases.keep(),
    listen: () => hints.open(),
    ticker: createTicker(tickMs, () => display.serverNow),
    close() {
      display.close();
      hints.close();
      stopUpdates();
    },
  };
}
