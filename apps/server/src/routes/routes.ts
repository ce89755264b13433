import type { Context } from '../config/context.ts';
import { kioskAccount } from '@truc/domain/kiosk';
import type { CameraState } from '@truc/media/signalling';
import type { ScopeHead } from '@truc/sync/protocol';
import { createDossierStore } from '../dossiers/dossier-store.ts';
import type { MountedRoute } from '../http/route.ts';
import { createGrantRegister } from '../media/grant-register.ts';
import { hintFaults } from '../realtime/hint-faults.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { incidentExportRoute } from './incident-export.ts';
import { misuseRoutes } from './misuse.ts';
import { logbookSearchRoute } from './logbook-search.ts';
import { evidenceRoutes } from '../evidence/evidence-routes.ts';
import { createLookReader } from '../media/look-reader.ts';
import { accessLogRoutes } from './access-log.ts';
import { accountRoutes } from './accounts.ts';
import { createFaultStore } from '../media/fault-store.ts';
import { cameraFaultRoutes } from './camera-faults.ts';
import type { Board } from '../board/open-board.ts';
import { boardRoute } from './board.ts';
import { timelineRoute } from './timeline.ts';
import type { ProvinceTimeline } from '../timeline/open-timeline.ts';
import { cameraNodesRoute } from './camera-nodes.ts';
import { camerasRoute } from './cameras.ts';
import { coverageRoute } from './coverage.ts';
import { focalListRoutes } from './focal-lists.ts';
import { footageExportRoutes } from './footage-exports.ts';
import { inspectionRoutes } from './inspections.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { carryRoute } from './carry.ts';
import { deviceAlarmRoutes } from './device-alarms.ts';
import { createBoardAlarms } from '../kiosk/board-alarms.ts';
import { createPairings } from '../kiosk/pairings.ts';
import { createWallPresence } from '../kiosk/wall-presence.ts';
import { createWallStore } from '../kiosk/wall-store.ts';
import { displayPairingRoutes } from './display-pairing.ts';
import { displayRoutes } from './display.ts';
import { kioskRoutes } from './kiosks.ts';
import { createWatchStore } from '../kiosk/watch-store.ts';
import { wallWatchRoutes } from './wall-watch.ts';
import { wallRoutes } from './walls.ts';
import { deviceRoutes } from './devices.ts';
import { displayLeasesRoute, edgeLeasesRoute } from './edge-leases.ts';
import type { DutyCalls } from '../duty-calls/open-duty-calls.ts';
import { dutyCallRoutes } from './duty-calls.ts';
import { enrolRoute } from './enrol.ts';
import { leaseRoute } from './lease.ts';
import { healthRoute, metricsRoute, readyRoute } from './health.ts';
import { meRoute } from './me.ts';
import { pullRoute } from './pull.ts';
import { pushRoute } from './push.ts';
import { pushSubscriptionRoutes } from './push-subscriptions.ts';
import { quarantineRoute } from './quarantine.ts';
import { createRequestStore } from '../media/request-store.ts';
import type { ControlLink } from '../media/control-link.ts';
import type { SfuFleet } from '../media/nodes/sfu-fleet.ts';
import { viewingRequestRoutes } from './viewing-requests.ts';
import { createWallViewStore } from '../media/wall-view-store.ts';
import { wallViewRoutes } from './wall-views.ts';
import { createShiftFacts } from '../access/shift-facts.ts';
import { createWatchPlanStore } from '../places/watch-plan-store.ts';
import { watchRoutes } from './watch.ts';
import { wipedRoute } from './wiped.ts';
import { signInRoute } from './sign-in.ts';
import { signOutRoute } from './sign-out.ts';
import { playbackGrantsRoute } from './playback-grants.ts';
import { viewingGrantsRoute } from './viewing-grants.ts';

/** What the routes reach of the SFUs, and what is known of their cameras. */
export type MediaLines = {
  readonly control: () => ControlLink | undefined;
  /** Where there are several nodes. */
  readonly fleet: () => SfuFleet | undefined;
  readonly board: Pick<Board, 'read'>;
  /** What the SFUs tell of each camera; empty while none answers. */
  readonly cameraStates: () => ReadonlyMap<string, CameraState>;
  readonly timeline: Pick<ProvinceTimeline, 'read'>;
  readonly dutyCalls: Pick<DutyCalls, 'read' | 'acknowledge'>;
};

const nothing: MediaLines = {
  control: () => undefined,
  fleet: () => undefined,
  board: { read: () => Promise.reject(new Error('no board')) },
  cameraStates: () => new Map(),
  timeline: { read: () => Promise.reject(new Error('no timeline')) },
  dutyCalls: {
    read: () => Promise.reject(new Error('no calls')),
    acknowledge: () => Promise.reject(new Error('no calls')),
  },
};

/** All that the server answers over HTTP besides the web's files. What the functions give stands when the first request comes. */
export function allRoutes(
  context: Context,
  realtime: () => Realtime,
  { control, fleet, board, cameraStates, timeline, dutyCalls }: MediaLines = nothing,
): readonly MountedRoute[] {
  const { push, database, metrics } = context;
  const ingest = { ...context, ports: push, poke: (heads: readonly ScopeHead[]) => realtime().poke(heads) };
  const requests = createRequestStore(database.pool);
  const endSession = (session: string) => realtime().endSession(session);
  return [
    signInRoute({ ...context, endSession }),
    signOutRoute({ ...context, endSession }),
    meRoute(context),
    camerasRoute(context),
    playbackGrantsRoute({ ...context, requests, grants: createGrantRegister(database.query) }),
    viewingGrantsRoute({ ...context, requests, fleet, grants: createGrantRegister(database.query) }),
    cameraNodesRoute({ ...context, fleet }),
    edgeLeasesRoute({ ...context, fleet, query: database.query }),
    displayLeasesRoute({ ...context, fleet, query: database.query }),
    ...viewingRequestRoutes({
      ...context,
      requests,
      hint: (people) => realtime().hint(people, 'viewing_requests'),
      endLooks: (person, camera) => control()?.revokePerson(person, camera),
    }),
    ...cameraFaultRoutes({
      ...context,
      faults: createFaultStore(database.pool),
      forgetView: (camera) => control()?.forgetView(camera),
      hint: () => hintFaults(context, realtime()),
    }),
    ...accessLogRoutes({ ...context, query: database.query, looks: createLookReader(database.pool) }),
    ...kioskParts(context, realtime, { control, fleet }),
    logbookSearchRoute({ ...context, search: context.bookSearch }),
    incidentExportRoute({ ...ingest, ...database, device: context.system }),
    ...misuseRoutes({
      ...ingest,
      ...database,
      device: context.system,
      tell: (people) => realtime().rightsChanged(people),
    }),
    ...wallViewRoutes({ ...context, views: createWallViewStore(database.pool) }),
    boardRoute(board),
    timelineRoute(timeline),
    ...dutyCallRoutes({ ...context, calls: dutyCalls }),
    ...pushSubscriptionRoutes(context),
    ...watchRoutes({
      ...context,
      ...database,
      facts: createShiftFacts(database.pool),
      plans: createWatchPlanStore(database.query),
      waitingAlarmMs: context.config.handoverWaitMs,
    }),
    ...paperRoutes(context, cameraStates),
    enrolRoute(context),
    leaseRoute(context),
    pushRoute(ingest),
    carryRoute(ingest),
    wipedRoute(context),
    quarantineRoute(context),
    ...deviceRoutes({ ...context, tell: (people) => realtime().rightsChanged(people) }),
    ...deviceAlarmRoutes(context),
    pullRoute({
      ...context,
      ports: { ...push, checkpointFor: (witness, scopes) => context.evidence.updateFor(witness, scopes) },
    }),
    ...evidenceRoutes(context.evidence),
    healthRoute(),
    readyRoute(database.pool),
    metricsRoute(metrics, context.lost),
  ];
}

/** Inspections, maintenance, lists of focal persons, extractions of recordings: papers that grow by acts alone. */
function paperRoutes(context: Context, cameraStates: MediaLines['cameraStates']): readonly MountedRoute[] {
  const { pool, query } = context.database;
  const parts = { ...context, pool, query, cameraStates, dossiers: createDossierStore(pool) };
  return [
    ...inspectionRoutes(parts),
    coverageRoute(parts),
    ...maintenanceRoutes(parts),
    ...focalListRoutes(parts),
    ...accountRoutes(parts),
    ...footageExportRoutes(parts),
  ];
}

/** Displays with an account of their own, and walls that are driven from a desk. */
function kioskParts(
  context: Context,
  realtime: () => Realtime,
  { control, fleet }: Pick<MediaLines, 'control' | 'fleet'>,
): readonly MountedRoute[] {
  const { database, clock } = context;
  const parts = {
    ...context,
    pairings: createPairings(clock),
    presence: createWallPresence(clock),
    walls: createWallStore(database.pool),
    watch: createWatchStore(database.pool),
    hintAcknowledged: (people: readonly string[]) => realtime().hint(people, 'acknowledged_alarms'),
    alarms: createBoardAlarms(database.pool, createFaultStore(database.pool)),
    grants: createGrantRegister(database.query),
    fleet,
    hintKiosk: (id: string) => realtime().hintKiosk(id),
    hintPeople: (people: readonly string[]) => realtime().hint(people, 'walls'),
    endKiosk(id: string) {
      control()?.revokePerson(kioskAccount(id));
      realtime().endKiosk(id);
    },
  };
  return [
    ...displayPairingRoutes(parts),
    ...displayRoutes(parts),
    ...kioskRoutes(parts),
    ...wallRoutes(parts),
    ...wallWatchRoutes(parts),
  ];
}
