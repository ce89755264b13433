import { DisplayController } from '#lib/features/display/display-controller.svelte.ts';
import { watchIdleWall } from '#lib/features/update/page-idle.ts';
import { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import type { Pictures } from '#lib/features/wall/pictures.ts';
import { createHttpClient } from '#lib/ports/http/http-client.ts';
import { openDisplayHints } from '#lib/ports/realtime/display-hints.ts';
import { systemClock, systemTimers } from '#lib/ports/system.ts';
import { createTicker, type Ticker } from '#lib/ports/ticker.svelte.ts';
import { allowOwnScripts } from '#lib/ports/trusted-types.ts';
import { createWriteGate } from '#lib/ports/write-gate.ts';
import { createKioskGrants, locateByGrants, nameDisplay, openPagePictures } from './open-pictures.ts';
import { startUpdates } from './start-watching.ts';

/** All that a display needs: no session, no store, no sync. */
export type DisplayApp = {
  readonly display: DisplayController;
  readonly openPictures: () => Pictures;
  /** Opens the line over which the server says that there is news. */
  readonly listen: () => void;
  readonly ticker: Ticker;
  close(): void;
};

const tickMs = 500;

export function openDisplay(): DisplayApp {
  allowOwnScripts();
  const http = createHttpClient((input, init) => fetch(input, init));
  const display = new DisplayController(http, () => systemClock.now());
  const hints = openDisplayHints(() => void display.ask());
  const gate = createWriteGate('locks' in navigator ? navigator.locks : undefined);
  const update = new UpdateController(gate, { timers: systemTimers, isFree: watchIdleWall(window) });
  const stopUpdates = startUpdates(update);
  const name = nameDisplay();
  const requestGrants = createKioskGrants(http, name);
  void display.ask();
  return {
    display,
    openPictures: () =>
      openPagePictures({
        display: name,
        requestGrants,
        locateCameras: locateByGrants(requestGrants),
        onOutdated: () => update.handleOutdated(),
      }),
    listen: () => hints.open(),
    ticker: createTicker(tickMs, () => display.serverNow),
    close() {
      display.close();
      hints.close();
      stopUpdates();
    },
  };
}
