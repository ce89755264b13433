import type { Me } from '@truc/domain/api';
import { AlarmSound } from '#lib/features/case-alarm/alarm-sound.svelte.ts';
import { watchTouches } from '#lib/features/lock/auto-lock.ts';
import { Protection } from '#lib/features/status/protection.svelte.ts';
import { watchSyncStatus } from '#lib/features/status/sync-status.svelte.ts';
import { watchIdleWall } from '#lib/features/update/page-idle.ts';
import { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import { DisplayName } from '#lib/ports/display-name.ts';
import { createHttpClient } from '#lib/ports/http/http-client.ts';
import { saveFile } from '#lib/ports/save-file.ts';
import { createSignInMarks } from '#lib/ports/session-storage/sign-in-marks.ts';
import { createDoorMark } from '#lib/ports/session-storage/door-mark.ts';
import { storageProtection } from '#lib/ports/storage-protection.ts';
import { systemClock, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';
import { createTicker } from '#lib/ports/ticker.svelte.ts';
import { allowOwnScripts } from '#lib/ports/trusted-types.ts';
import { watchKeys } from '#lib/ports/vault/open-keys.svelte.ts';
import { createWriteGate } from '#lib/ports/write-gate.ts';
import { ProvinceTimeline } from '#lib/session/province-timeline.svelte.ts';
import { GlanceBoard } from '#lib/session/glance-board.svelte.ts';
import { CameraList } from '#lib/session/camera-list.svelte.ts';
import { CameraFaults } from '#lib/session/camera-faults.svelte.ts';
import { AcknowledgedAlarms } from '#lib/session/acknowledged-alarms.svelte.ts';
import { DrivableWalls } from '#lib/session/drivable-walls.svelte.ts';
import { DutyCalls } from '#lib/session/duty-calls.svelte.ts';
import { EdgeLeases } from '#lib/session/edge-leases.ts';
import { ViewingRequests } from '#lib/session/viewing-requests.svelte.ts';
import { Session } from '#lib/session/session.svelte.ts';
import { Settling } from '#lib/session/settling.ts';
import { afterPaint } from './after-paint.ts';
import { handleDoorShown } from './door-shown.ts';
import { foldLogs } from './fold-logs.ts';
import { followPerson, listen } from './follow-person.ts';
import { loadPageFonts } from './page-fonts.ts';
import { provePin } from './prove-pin.ts';
import { WatchPlan } from '#lib/session/watch-plan.svelte.ts';
import { leaseArrives } from './lease-arrives.ts';
import { openLocalStores } from './local-stores.ts';
import { makePokes, makeSync } from './make-sync.ts';
import { passkeyOf } from './passkey-ports.ts';
import { makeAlarms, makeAutoLock, startSending, startUpdates } from './start-watching.ts';
import type { App } from './tokens.ts';
import { watchStorage } from './watch-storage.ts';

const tickMs = 500;
const restAfterMs = 1_000;

/** The only place where things are made and introduced to each other. Call once for a page. */
export function openApp(): App {
  allowOwnScripts();
  const parts = makeParts();
  const {
    http,
    stores,
    sync,
    session,
    cameras,
    requests,
    faults,
    walls,
    acknowledged,
    board,
    timeline,
    gate,
    protection,
    update,
    autoLock,
    alarms,
  } = parts;
  const { keyring, vault } = stores;
  const name = new DisplayName({
    storage: sessionStorage,
    locks: navigator.locks,
    randomBytes: systemRandomBytes,
  });
  const display = () => name.id;
  const leases = new EdgeLeases({
    ...{ http, display, store: stores.session },
    timers: systemTimers,
    now: () => systemClock.now(),
  });
  const close = start(parts);
  return {
    http,
    session,
    cameras,
    requests,
    faults,
    walls,
    acknowledged,
    dutyCalls: parts.dutyCalls,
    sound: new AlarmSound(),
    board,
    timeline,
    sync,
    status: watchSyncStatus(sync),
    book: stores.book,
    watchBook: stores.watchBook,
    commandLogs: stores.commandLogs,
    ...foldLogs(stores),
    watchPlan: parts.watchPlan,
    provePin: (pin) => provePin({ session, vault }, pin),
    settling: parts.settling,
    warmPin: stores.warmPin,
    beginPin: stores.beginPin,
    search: stores.search,
    store: stores.session,
    amendments: stores.amendments,
    forms: stores.forms,
    gate,
    protection,
    alarms,
    update,
    pictures: { display, leases, onOutdated: () => update.handleOutdated() },
    edgeLeases: leases,
    ticker: createTicker(tickMs, parts.serverNow),
    carry: { http, exportOutbox: stores.exportOutbox, now: () => systemClock.now(), saveFile },
    keyring,
    autoLock,
    passkey: passkeyOf(session, vault),
    keys: watchKeys(keyring),
    leaseArrives: () => leaseArrives(keyring, () => vault.canCreate()),
    close,
  };
}

function makeParts() {
  const http = createHttpClient((input, init) => fetch(input, init));
  const stores = openLocalStores();
  const { session: store, keyring, vault, handover } = stores;
  const sync = makeSync(http, stores);
  const requests = new ViewingRequests(http);
  const faults = new CameraFaults(http);
  const walls = new DrivableWalls(http);
  const dutyCalls = new DutyCalls(http);
  const board = new GlanceBoard(http);
  const serverNow = () => systemClock.now() + (sync.status().clock?.off ?? 0);
  const timeline = new ProvinceTimeline(http, serverNow);
  const acknowledged = new AcknowledgedAlarms(http);
  const pokes = makePokes(
    sync,
    {
      viewing_requests: requests,
      camera_faults: faults,
      walls,
      acknowledged_alarms: acknowledged,
      board,
      timeline,
      duty_calls: dutyCalls,
    },
    () => void session.confirm(),
  );
  const cameras = new CameraList(http, store);
  const watchPlan = new WatchPlan(http, store);
  const settling = new Settling();
  const follow = (me: Me | null) =>
    followPerson(me, {
      sync,
      cameras,
      requests,
      faults,
      walls,
      acknowledged,
      dutyCalls,
      watchPlan,
      board,
      timeline,
      pokes,
    });
  const onPerson = (me: Me | null, unlocked: boolean) => {
    if (me === null) {
      settling.end();
      follow(null);
      return;
    }
    const begin = () => {
      follow(me);
      if (unlocked) void session.confirm();
    };
    settling.begin(begin, { unlocked });
  };
  const signIns = createSignInMarks('locks' in navigator ? navigator.locks : undefined);
  const mark = createDoorMark(() => localStorage);
  const session = new Session({ http, store, signIns, keyring, vault, handover, mark, onPerson });
  const gate = createWriteGate('locks' in navigator ? navigator.locks : undefined);
  return {
    http,
    stores,
    sync,
    pokes,
    cameras,
    requests,
    faults,
    walls,
    watchPlan,
    acknowledged,
    dutyCalls,
    board,
    timeline,
    serverNow,
    session,
    settling,
    gate,
    protection: new Protection(storageProtection),
    update: new UpdateController(gate, { timers: systemTimers, isFree: watchIdleWall(window) }),
    autoLock: makeAutoLock(session),
    alarms: makeAlarms(http, stores),
  };
}

/** Begins what goes on while the page lives. The returned function ends it. */
function start(parts: ReturnType<typeof makeParts>): () => void {
  const { stores, sync, pokes, session, protection, update, autoLock, alarms } = parts;
  const stops = [
    listen(sync, session),
    watchTouches(autoLock),
    () => stores.handover.close(),
    () => pokes.close(),
  ];
  let isEnded = false;
  const beginRest = () => {
    handleDoorShown();
    if (isEnded) return;
    stores.begin();
    loadPageFonts(document.fonts);
    stops.push(watchStorage({ sync, alarms, protection }), startUpdates(update), startSending(sync));
  };
  // The field for the PIN is there before anything else is looked after; a server that is silent holds nothing up.
  const patience = new Promise((resolve) => setTimeout(resolve, restAfterMs));
  void Promise.race([session.open(), patience]).then(afterPaint).then(beginRest);
  return () => {
    isEnded = true;
    for (const stop of stops) stop();
    void sync.stop();
  };
}
