import type { Server } from 'node:http';
import { invariant } from '@truc/base';
import type { Clock, Timers } from '@truc/base';
import type { CameraId, CameraStateFact } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type { SfuConfig } from '../config/config.ts';
import { ControlServer } from '../control/control-server.ts';
import { loadControlSecret } from '../control/control-secret.ts';
import { FactLog } from '../control/fact-log.ts';
import { GrantDesk } from '../grants/grant-desk.ts';
import { GrantKeys } from '../grants/grant-keys.ts';
import { createHttpServer } from '../http/http-server.ts';
import { Metrics } from '../http/metrics.ts';
import { EdgeDesk } from '../edge/edge-desk.ts';
import { KeptRevocations } from '../edge/kept-revocations.ts';
import { CameraFollower } from '../nodes/camera-follower.ts';
import { allCameras } from '../nodes/holdings.ts';
import { PipeDesk } from '../pipes/pipe-desk.ts';
import { PipeServer } from '../pipes/pipe-server.ts';
import { NodeBeats } from '../nodes/node-beats.ts';
import type { NodeBeatsOptions } from '../nodes/node-beats.ts';
import { createOnvifDevice } from '@truc/sfu/onvif';
import { CameraDevices } from '../devices/camera-devices.ts';
import { KeyframeMemory } from '../devices/keyframe-memory.ts';
import { createCameraIngest, createTranscodePool } from '../ingest/index.ts';
import type { TranscodePool } from '../ingest/index.ts';
import { systemRandom } from './system-ports.ts';
import { PictureMemory, PictureWatch } from '../picture-watch/index.ts';
import type { Playback } from '../playback/playback.ts';
import { RecorderDesk } from '../playback/recorder-desk.ts';
import { CameraRegister } from '../register/camera-register.ts';
import type { CameraRoom } from '../rooms/camera-room.ts';
import { CameraRooms } from '../rooms/camera-rooms.ts';
import type { CreateIngest } from '../rooms/ingest-port.ts';
import { SignallingServer } from '../signalling/signalling-server.ts';
import { Sessions } from '../viewers/sessions.ts';
import { Viewing } from '../viewers/viewing.ts';
import { TurnDesk } from '../turn/turn-desk.ts';
import { WhepDesk } from '../whep/whep-desk.ts';
import { WhepServer } from '../whep/whep-server.ts';
import { WorkerPool } from '../workers/worker-pool.ts';

export type SfuPorts = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly createIngest?: CreateIngest;
};

export type SfuContext = {
  readonly http: Server;
  readonly log: Logger;
  readonly rooms: CameraRooms;
  readonly sessions: Sessions;
  readonly pool: WorkerPool;
  readonly devices: CameraDevices;
  readonly keysLoaded: Promise<void>;
  readonly close: () => Promise<void>;
};

/** While the server is away for long, what a camera did meanwhile is told by its state when the server is back. */
const cameraFactBacklogLimit = 5_000;

/** Builds every part of the SFU and joins them. Nothing listens yet for viewers. */
export async function createContext(config: SfuConfig, ports: SfuPorts): Promise<SfuContext> {
  const stored = await openStored(config, ports);
  try {
    const core = await buildCore(config, ports, stored);
    const edge = await openEdge(config, ports, { ...stored, ...core });
    const servers = buildServers(config, ports, { ...stored, ...core, ...edge });
    core.pictures.start();
    const close = async () => {
      core.follower.close();
      core.beats?.close();
      core.pipes.close();
      // Before the viewings end: the cause is ours, and a camera that moves is the first to be stopped.
      await core.devices.close();
      stored.keys.close();
      core.sessions.close();
      servers.close();
      await core.pictures.close();
      core.rooms.close();
      core.transcoders.close();
      core.pool.close();
      await stored.memory.close();
      await edge.kept?.close();
      await stored.facts.close();
    };
    return { ...core, log: ports.log, http: servers.http, keysLoaded: stored.keys.load(), close };
  } catch (error) {
    await stored.facts.close();
    throw error;
  }
}

/** What is on disk. */
async function openStored(config: SfuConfig, { clock, timers, log }: SfuPorts) {
  const secret = await loadControlSecret(config.files.controlSecret);
  const register = await CameraRegister.open(config.files.cameras, config.files.camerasKey);
  const sources = await register.list();
  const turn = await TurnDesk.open(config.turn, clock);
  const facts = await FactLog.create({ path: config.files.facts, clock, timers, log });
  const memory = await KeyframeMemory.open(config.files.keyframes, { timers, log });
  const views = await PictureMemory.open(config.files.views, log);
  return {
    secret,
    register,
    sources,
    turn,
    facts,
    memory,
    views,
    keys: new GrantKeys(config.files.grantKeys, log),
  };
}

type Stored = Awaited<ReturnType<typeof openStored>>;

/** Workers, cameras and the viewings that join them. */
async function buildCore(config: SfuConfig, ports: SfuPorts, stored: Stored) {
  const { facts, keys, memory, views } = stored;
  const { clock, timers, log } = ports;
  const given: { server?: PipeServer } = {};
  const grants = new GrantDesk(keys, clock, config.node?.name);
  const beats = createBeats(config, ports, {
    boot: facts.boot,
    registered: () => follower.registered,
    onChange: () => follower.follow(),
  });
  // The node at a facility says that it lives, and serves its cameras whatever it is answered.
  const holdings = beats === undefined || config.node?.isEdge === true ? allCameras : beats;
  const pool = await WorkerPool.create({
    config,
    log,
    timers,
    onWorkerDied: (worker) => sessions.closeOn(worker),
  });
  const devices: CameraDevices = new CameraDevices({
    createDevice: createOnvifDevice,
    memory,
    clock,
    timers,
    log,
    record: (fact) => facts.record(fact),
    onMarks: (camera, marks) => rooms.find(camera)?.noteSight(marks),
    onPtzHolder(camera, holder) {
      sessions.tellPtzHolder(camera, holder);
      given.server?.tellPtzHolder(camera, holder);
    },
    onPtzRunaway: (camera) => sessions.tellRunaway(camera),
  });
  const pipes: PipeDesk = new PipeDesk({
    ...pipeMedia(config),
    own: config.node?.name,
    lingerMs: config.limits.pipeLingerMs,
    ...{ pool, clock, timers, log },
    onState: (camera, state) => rooms.find(camera)?.takeState(state),
    onPtzHolder: (camera, holder) => sessions.tellPtzHolder(camera, holder),
    onChange: () => follower.follow(),
  });
  const transcoders = await openTranscoders(config, log);
  const pictures: PictureWatch = new PictureWatch({
    // Others' are examined where they are.
    rooms: () => rooms.rooms.filter(({ isFetched }) => !isFetched),
    isTurned: (camera) => devices.find(camera)?.isMovable === true,
    memory: views,
    everyMs: config.pictureEveryMs,
    clock,
    timers,
    log,
  });
  const rooms: CameraRooms = buildRooms(config, ports, {
    facts,
    devices,
    transcoders,
    pictures,
    pipes,
    onRemoved(camera, { isFetched }) {
      // Of one that another node has by now, recordings are still played here.
      const isMoved = isFetched || (follower.isRegistered(camera) && !holdings.has(camera));
      const isMeant = (look: Viewing | Playback) => look instanceof Viewing || !isMoved;
      sessions.end(
        (look) => look.camera === camera && isMeant(look),
        isMoved ? 'camera_moved' : 'camera_removed',
      );
    },
  });
  const recorders = new RecorderDesk({ limits: config.playbacks, transcoders, clock, timers, log });
  const sessions: Sessions = new Sessions({
    rooms,
    holdings,
    isRegistered: (camera) => follower.isRegistered(camera),
    recorders,
    devices,
    pipes,
    grants,
    clock,
    timers,
    log,
    limits: config.limits,
    pool,
    onRefused: (code) => metrics.refused('watch', code),
    record: (fact) => facts.record(fact),
  });
  facts.followShown(() => Object.fromEntries(sessions.playbacks.map((each) => [each.id, each.shown()])));
  const metrics: Metrics = new Metrics({
    rooms,
    sessions,
    pictures,
    pool,
    unacknowledgedFacts: () => facts.unacknowledged,
    pipes: () => ({
      fetchable: pipes.sources.length,
      fetched: pipes.running,
      given: given.server?.running ?? 0,
    }),
  });
  const follower: CameraFollower = new CameraFollower({
    ...stored,
    holdings,
    rooms,
    pipes,
    devices,
    recorders,
    log,
  });
  return {
    grants,
    pool,
    devices,
    rooms,
    pictures,
    recorders,
    sessions,
    metrics,
    transcoders,
    beats,
    follower,
    pipes,
    given,
  };
}

/** Where pictures from and to other nodes come in. */
function pipeMedia({ mediaAddresses, pipePorts }: SfuConfig) {
  const [address] = mediaAddresses;
  invariant(address !== undefined, 'the media listens somewhere');
  return { address, ports: pipePorts };
}

/** Of one of several; nothing for the one SFU of a province. */
function createBeats(
  { node }: SfuConfig,
  ports: SfuPorts,
  parts: Pick<NodeBeatsOptions, 'boot' | 'registered' | 'onChange'>,
): NodeBeats | undefined {
  return node === undefined ? undefined : new NodeBeats({ ...ports, ...parts, node: node.name });
}

/** What a node at a facility has besides: its desk for leases, and revocations that outlive its restart. */
async function openEdge(
  { node, files }: SfuConfig,
  { clock, log }: SfuPorts,
  { keys, grants: { revocations } }: Stored & Core,
): Promise<{ readonly edge?: EdgeDesk; readonly kept?: KeptRevocations }> {
  if (node?.isEdge !== true) return {};
  const kept = await KeptRevocations.open(files.revocations, { revocations, now: clock.now(), log });
  return { kept, edge: await EdgeDesk.open({ node: node.name, keys, revocations, clock }) };
}

async function openTranscoders(config: SfuConfig, log: Logger): Promise<TranscodePool> {
  const transcoders = await createTranscodePool({ limit: config.transcodes });
  if (!transcoders.isAvailable)
    log.warn('no ffmpeg with libx264, or TRUC_SFU_TRANSCODES is 0: H.265 cameras show no picture');
  return transcoders;
}

type Core = Awaited<ReturnType<typeof buildCore>>;

/** The HTTP server and the two sockets on it. */
function buildServers(
  config: SfuConfig,
  ports: SfuPorts,
  parts: Stored & Core & Awaited<ReturnType<typeof openEdge>>,
) {
  const { keys, pool, metrics, sessions, rooms, facts } = parts;
  const { clock, log } = ports;
  const http = createHttpServer({
    isReady: () => keys.ready && pool.ready,
    metrics: () => metrics.text(),
    whep: buildWhep(config, ports, parts),
  });
  const signalling = new SignallingServer({
    http,
    sessions,
    turn: parts.turn,
    ...(parts.edge && { edge: parts.edge }),
    ...(config.node && { node: config.node.name }),
    clock,
    log,
    origins: config.origins,
    limits: config.limits,
    onRefused: (message, code) => metrics.refused(message, code),
  });
  const control = new ControlServer({
    http,
    secret: parts.secret,
    facts,
    sessions,
    revocations: parts.grants.revocations,
    ...(parts.kept && { kept: parts.kept }),
    ...(parts.beats && { beats: parts.beats }),
    clock,
    timers: ports.timers,
    log,
    forgetView: (camera) => parts.pictures.forget(camera),
    onServer: () => tellCameraStates(rooms, { facts, log }),
    onPipes: (pipes) => parts.pipes.take(pipes),
  });
  if (config.node !== undefined)
    parts.given.server = new PipeServer({
      ...ports,
      ...parts,
      ...pipeMedia(config),
      http,
      node: config.node.name,
    });
  refuseOtherUpgrades(http);
  const close = () => {
    signalling.close();
    control.close();
    parts.given.server?.close();
  };
  return { http, close };
}

function buildWhep(config: SfuConfig, ports: SfuPorts, { sessions, grants, metrics }: Core): WhepServer {
  return new WhepServer({
    ...ports,
    desk: new WhepDesk({ ...ports, sessions, grants }),
    origins: config.origins,
    limits: config.limits,
    onRefused: (code) => metrics.refusedPlayer(code),
  });
}

function buildRooms(
  config: SfuConfig,
  ports: SfuPorts,
  parts: {
    readonly facts: FactLog;
    readonly devices: CameraDevices;
    readonly transcoders: TranscodePool;
    readonly pictures: PictureWatch;
    readonly pipes: PipeDesk;
    readonly onRemoved: (camera: CameraId, room: CameraRoom) => void;
  },
): CameraRooms {
  const rooms: CameraRooms = new CameraRooms({
    ...ports,
    random: systemRandom,
    createIngest: parts.pipes.ingestsBeside(
      parts.devices.askingThrough(ports.createIngest ?? createCameraIngest),
    ),
    transcoders: parts.transcoders,
    replaysGop: config.replaysGop,
    producerLingerMs: config.limits.producerLingerMs,
    onRemoved: parts.onRemoved,
    onKeyframe: (camera, keyframe) => parts.pictures.handleKeyframe(camera, keyframe),
    onState(camera, state) {
      // What another node says of its camera it tells the server itself.
      if (rooms.find(camera)?.isFetched === true) return;
      recordCameraState({ camera, state }, { facts: parts.facts, log: ports.log });
    },
  });
  return rooms;
}

function recordCameraState(
  fact: CameraStateFact,
  parts: { readonly facts: FactLog; readonly log: Logger },
): void {
  if (parts.facts.unacknowledged >= cameraFactBacklogLimit) return;
  parts.facts
    .record({ kind: 'camera_state', fact })
    .catch((error: unknown) => parts.log.error({ err: error }, 'a camera state could not be written down'));
}

function tellCameraStates(
  rooms: CameraRooms,
  parts: { readonly facts: FactLog; readonly log: Logger },
): void {
  for (const room of rooms.rooms.filter(({ isFetched }) => !isFetched))
    recordCameraState({ camera: room.camera, state: room.state }, parts);
}

/** A WebSocket for a path that nobody serves would otherwise stay open for ever. */
function refuseOtherUpgrades(http: Server): void {
  http.on('upgrade', (request, socket) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!['/sfu', '/sfu/', '/control', '/control/', '/pipe', '/pipe/'].includes(path)) socket.destroy();
  });
}
