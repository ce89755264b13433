import type { Me } from '@truc/domain/api';
import type { SyncClient } from '@truc/sync/client';
import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Pokes } from '#lib/ports/realtime/pokes.ts';
import type { CameraFaults } from '#lib/session/camera-faults.svelte.ts';
import type { CameraList } from '#lib/session/camera-list.svelte.ts';
import type { AcknowledgedAlarms } from '#lib/session/acknowledged-alarms.svelte.ts';
import type { DutyCalls } from '#lib/session/duty-calls.svelte.ts';
import type { ProvinceTimeline } from '#lib/session/province-timeline.svelte.ts';
import type { GlanceBoard } from '#lib/session/glance-board.svelte.ts';
import type { DrivableWalls } from '#lib/session/drivable-walls.svelte.ts';
import type { Session } from '#lib/session/session.svelte.ts';
import type { ViewingRequests } from '#lib/session/viewing-requests.svelte.ts';
import type { WatchPlan } from '#lib/session/watch-plan.svelte.ts';
import { followRights } from './rights-changes.ts';

type Following = {
  readonly sync: SyncClient;
  readonly cameras: CameraList;
  readonly requests: ViewingRequests;
  readonly faults: CameraFaults;
  readonly walls: DrivableWalls;
  readonly watchPlan: WatchPlan;
  readonly acknowledged: AcknowledgedAlarms;
  readonly dutyCalls: DutyCalls;
  readonly board: GlanceBoard;
  readonly timeline: ProvinceTimeline;
  readonly pokes: Pokes;
};

/** Follows what this person may read, from now on; nothing while nobody works here. */
export function followPerson(me: Me | null, following: Following): void {
  const { sync, cameras, requests, faults, walls, acknowledged, watchPlan, pokes } = following;
  const { dutyCalls, board, timeline } = following;
  if (me === null) {
    sync.follow([]);
    cameras.forget();
    requests.forget();
    faults.forget();
    walls.forget();
    watchPlan.forget();
    acknowledged.forget();
    dutyCalls.forget();
    board.forget();
    timeline.forget();
    pokes.close();
    return;
  }
  const scopes = [...me.posts, ...me.facilities, ...me.misuse, ...me.faults].map(({ scope }) =>
    v.parse(ScopeIdSchema, scope),
  );
  sync.handleSignedIn();
  sync.follow(scopes);
  pokes.watch(scopes);
  void requests.load();
  dutyCalls.begin();
  if (me.posts.length > 0) void watchPlan.load();
  if (me.seesFaults) void faults.load();
  if (me.viewsCameras) void cameras.load();
  if (me.viewsCameras) void acknowledged.load();
}

/** What the window and the rounds say about the network and about who is signed in. */
export function listen(sync: SyncClient, session: Session): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const handleOnline = () => {
    sync.handleOnline();
    void session.confirm();
  };
  window.addEventListener('online', handleOnline, { signal });
  window.addEventListener('offline', () => sync.handleOffline(), { signal });
  let wasSignedOut = false;
  const unsubscribe = sync.subscribe(({ connection }) => {
    const isSignedOut = connection === 'signed_out';
    // A round that began before the sign-in may end after it: the session asks for itself.
    if (isSignedOut && !wasSignedOut && session.me !== null) void session.confirm();
    wasSignedOut = isSignedOut;
  });
  const stopRights = followRights(sync, session);
  return () => {
    stop.abort();
    stopRights();
    unsubscribe();
  };
}
