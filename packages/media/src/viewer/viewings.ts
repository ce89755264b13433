import type { Clock, Random } from '@truc/base';
import type {
  CameraId,
  GrantRefusal,
  NodePlace,
  ViewingEndCause,
  ViewingId,
  WatchAnswer,
} from '@truc/media/signalling';
import type { LiveSession, MediaConnection } from './media-connection.ts';
import type { NodeGrants } from './node-grants.ts';
import type { GrantAnswer, SignallingFailure, SignallingPort, ViewerLog } from './ports.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { ViewerSettings } from './settings.ts';
import { SlotPool } from './slot-pool.ts';
import type { Tile, TileViewing } from './tile.ts';

export type ViewingsOptions = {
  readonly signalling: SignallingPort;
  readonly connection: MediaConnection;
  /** Of the node; null: the province's one SFU, or the one that the server picks. */
  readonly place: NodePlace | null;
  readonly grants: NodeGrants;
  /** These grants are for other nodes than this one: the cameras are to be watched there. */
  readonly onElsewhere: (answers: readonly PlacedGrant[]) => void;
  readonly tile: (camera: CameraId) => Tile;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ViewerLog;
  readonly retryPolicy: RetryPolicy;
  readonly settings: ViewerSettings;
  readonly onChange: () => void;
};

type Granted = Extract<GrantAnswer, { readonly ok: true }>;
export type PlacedGrant = Granted & { readonly place: NodePlace };

/**
 * Brings what the SFU sends in line with what is shown: opens, pauses, resumes and renews viewings, in as few messages as
 * there can be. A camera that is not shown costs nothing; its Consumer is kept for a while in case it is shown again.
 */
export class Viewings {
  readonly #options: ViewingsOptions;
  readonly #pool: SlotPool;
  #shown: ReadonlySet<CameraId> = new Set();
  #failures = 0;
  #retryAt = -Infinity;
  #renewing = false;

  constructor(options: ViewingsOptions) {
    this.#options = options;
    this.#pool = new SlotPool(options.settings.slots);
  }

  /** From now on these, and no others, are to run; of those that leave the ones whose place nobody needs. */
  show(cameras: readonly CameraId[], leaving: readonly CameraId[] = []): void {
    const evicted = this.#pool.show(cameras);
    this.#shown = new Set([...cameras, ...leaving].filter((camera) => this.#pool.has(camera)));
    this.#end(evicted);
    this.#reconcile();
  }

  /** A new session: every camera is to be watched anew. */
  handleSession(): void {
    for (const tile of this.#tiles()) {
      tile.viewing = null;
      tile.opening = false;
    }
    this.#reconcile();
  }

  /** The old session over a new socket: what was meant while nobody listened is said again. */
  handleResumed(alive: readonly ViewingId[]): void {
    for (const tile of this.#tiles()) {
      if (tile.viewing === null) continue;
      if (alive.includes(tile.viewing.id)) tile.viewing.running = !this.#shown.has(tile.camera);
      else tile.drop();
    }
    // What went to another node while this line was down is not watched here any more.
    const own = new Set(idsOf(this.#tiles()));
    const left = alive.filter((id) => !own.has(id));
    if (left.length > 0) void this.#options.signalling.request('unwatch', { viewings: [...left] });
    this.#reconcile();
  }

  handleClosed(camera: CameraId, viewing: ViewingId, cause: ViewingEndCause): void {
    const tile = this.#options.tile(camera);
    if (tile.viewing?.id !== viewing) return;
    // The track stays: its last frame remains on the screen until the new session's is there.
    if (cause === 'worker_died') return this.#options.connection.renewSession();
    if (cause === 'grant_revoked') tile.refuse('grant_revoked');
    else tile.drop();
    this.#reconcile();
  }

  /** The camera is watched over another line from now on. Its last frame stays, with its age, until that brings one. */
  release(camera: CameraId): void {
    if (!this.#pool.has(camera)) return;
    this.#pool.release(camera);
    const tile = this.#options.tile(camera);
    const id = tile.viewing?.id;
    tile.leaveNode();
    if (id !== undefined) void this.#options.signalling.request('unwatch', { viewings: [id] });
  }

  /** What was refused may be granted now: it is asked for at once, and not when its time comes. */
  retry(camera: CameraId): void {
    const tile = this.#options.tile(camera);
    if (tile.refusal === null) return;
    tile.refusedAt = -Infinity;
    this.#reconcile();
  }

  /** To be called a few times a second: renews grants that grow old and tries again what failed. */
  handleTick(sfuNowMs: number): void {
    // Where the word that a replay has ended was lost with the socket.
    for (const tile of this.#tiles()) tile.swapWhenReady();
    if (!this.#renewing && this.#options.connection.session !== null) {
      const due = this.#tiles().filter(
        (tile) => tile.viewing !== null && this.#shown.has(tile.camera) && tile.viewing.renewAt <= sfuNowMs,
      );
      if (due.length > 0) void this.#renew(due);
    }
    this.#reconcile();
  }

  /** Pauses and resumes once, which makes the SFU ask for a keyframe and the decoder begin anew. */
  nudge(tile: Tile): void {
    const viewing = tile.viewing;
    if (viewing === null) return;
    const viewings = [viewing.id];
    void this.#options.signalling.request('pause', { viewings }).then(async () => {
      if (viewing.running) await this.#resume([tile]);
    });
  }

  #tiles(): readonly Tile[] {
    return this.#pool.cameras.map((camera) => this.#options.tile(camera));
  }

  #reconcile(): void {
    const { connection } = this.#options;
    if (connection.session === null) return;
    const tiles = this.#tiles();
    const isShown = (tile: Tile) => this.#shown.has(tile.camera);
    this.#setRunning(
      tiles.filter((tile) => !isShown(tile)),
      false,
    );
    this.#setRunning(tiles.filter(isShown), true);
    const now = this.#options.clock.monotonic();
    if (now < this.#retryAt) return;
    const wanted = tiles.filter(
      (tile) =>
        isShown(tile) &&
        tile.viewing === null &&
        !tile.opening &&
        (tile.refusal === null || now - tile.refusedAt >= this.#options.settings.retryRefusedAfterMs),
    );
    if (wanted.length > 0) void this.#open(wanted, connection.session);
  }

  #setRunning(tiles: readonly Tile[], running: boolean): void {
    const changed = tiles.filter((tile) => tile.viewing !== null && tile.viewing.running !== running);
    if (changed.length === 0) return;
    for (const { viewing } of changed) if (viewing !== null) viewing.running = running;
    if (running) void this.#resume(changed);
    // The SFU ends the larger picture with the run; an answer says nothing that `viewingClosed` or the next resumption of the session does not say.
    else {
      for (const tile of changed) if (tile.viewing !== null) tile.showSub(tile.viewing);
      void this.#options.signalling.request('pause', { viewings: idsOf(changed) });
    }
  }

  /** Lets them run. Those for which the SFU has prepared a replay begin when its tracks have been taken. */
  async #resume(tiles: readonly Tile[]): Promise<void> {
    const { connection, signalling } = this.#options;
    const session = connection.session;
    for (const tile of tiles) tile.awaitRun();
    const reply = await signalling.request('resume', { viewings: idsOf(tiles) });
    if (!reply.ok || session === null || reply.value.replays.length === 0) return;
    const replayed = tiles.flatMap((tile) => {
      const viewing = tile.viewing;
      const replay = reply.value.replays.find((each) => each.viewing === viewing?.id);
      return viewing === null || replay === undefined ? [] : [{ tile, viewing, replay }];
    });
    await Promise.allSettled(
      replayed.map(async ({ tile, viewing, replay }) => {
        const track = await session.receiver.receive(replay.consumer);
        if (tile.viewing === viewing && viewing.running) tile.takeReplay(viewing, track);
        else track.close();
      }),
    );
    const begun = replayed.filter(({ tile, viewing }) => tile.viewing === viewing && viewing.running);
    if (begun.length > 0)
      await signalling.request('resume', { viewings: begun.map(({ viewing }) => viewing.id) });
  }

  async #open(tiles: readonly Tile[], session: LiveSession): Promise<void> {
    for (const tile of tiles) tile.opening = true;
    const elsewhere: PlacedGrant[] = [];
    try {
      const granted = await this.#askGrants(tiles, elsewhere);
      const isCurrent = () => this.#options.connection.session === session;
      if (granted.length > 0 && isCurrent()) await this.#watch(granted, session);
      this.#failures = 0;
    } catch (error) {
      // The server or the SFU could not be reached, or the browser could not take the tracks: again after a wait.
      this.#options.log.warn(`cameras not opened: ${String(error)}`);
      this.#retryAt =
        this.#options.clock.monotonic() + (this.#options.retryPolicy.delayMs(this.#failures) ?? Infinity);
      this.#failures += 1;
    }
    if (this.#options.connection.session === session)
      for (const tile of tiles) if (this.#pool.has(tile.camera)) tile.opening = false;
    if (elsewhere.length > 0) this.#options.onElsewhere(elsewhere);
    this.#options.onChange();
    this.#reconcile();
  }

  /** Grants for this node. Those for another are put into `elsewhere`. */
  async #askGrants(
    tiles: readonly Tile[],
    elsewhere: PlacedGrant[],
  ): Promise<readonly { tile: Tile; token: string }[]> {
    const cameras = tiles.map((tile) => tile.camera);
    const answers = await this.#options.grants.ask(cameras, this.#options);
    const byCamera = new Map<CameraId, GrantAnswer>(answers.map((answer) => [answer.camera, answer]));
    const granted = tiles.flatMap((tile) => {
      const answer = byCamera.get(tile.camera);
      // Released meanwhile: another line asks for it.
      if (!this.#pool.has(tile.camera)) return [];
      if (answer?.ok === true) {
        if (!this.#isElsewhere(answer)) return [{ tile, token: answer.token }];
        elsewhere.push(answer);
        return [];
      }
      if (answer?.code !== 'no_node') tile.refuse(answer?.code ?? 'not_found');
      return [];
    });
    // No node has the camera at the moment: it is asked for again, not too often.
    const isWaiting = answers.some((answer) => !answer.ok && answer.code === 'no_node');
    if (isWaiting && granted.length + elsewhere.length === 0) throw new WatchFailed('camera_elsewhere');
    return granted;
  }

  #isElsewhere(answer: Granted): answer is PlacedGrant {
    const here = this.#options.place;
    return answer.place !== undefined && (answer.place.node !== here?.node || answer.place.at !== here.at);
  }

  async #watch(granted: readonly { tile: Tile; token: string }[], session: LiveSession): Promise<void> {
    const reply = await this.#options.signalling.request('watch', {
      grants: granted.map(({ token }) => token),
      rtpCapabilities: session.rtpCapabilities,
    });
    if (this.#options.connection.session !== session) return;
    if (!reply.ok) throw new WatchFailed(reply.error);
    // All in one tick, so that the PeerConnection negotiates once for the whole wall.
    const taken = await Promise.allSettled(
      granted.map(({ tile }, index) => this.#take(tile, { answer: reply.value.watches[index], session })),
    );
    const failed = taken.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #take(
    tile: Tile,
    { answer, session }: { readonly answer: WatchAnswer | undefined; readonly session: LiveSession },
  ): Promise<void> {
    if (answer === undefined) return;
    if (!answer.ok) return this.#handleRefused(tile, answer.code);
    tile.cameraState = answer.state;
    const isCurrent = () => this.#options.connection.session === session;
    try {
      const { track, replay } = await receive(session, answer);
      if (!isCurrent()) return [track, replay?.received].forEach((each) => each?.close());
      const movable = answer.movable === true;
      const life = this.#lifeOf(answer.expiresAt);
      tile.take({ id: answer.viewing, track, replay, main: null, running: false, movable, ...life });
      // Another camera has taken its slot meanwhile.
      if (!this.#pool.has(tile.camera)) this.#end([tile.camera]);
    } catch (error) {
      // What the browser could not take must not stay open at the SFU.
      if (isCurrent()) void this.#options.signalling.request('unwatch', { viewings: [answer.viewing] });
      throw error;
    }
  }

  #handleRefused(tile: Tile, code: GrantRefusal): void {
    // A grant of before the SFU's start, or one that lay too long: the next attempt asks for a fresh one.
    // So does a camera that went to another node meanwhile.
    if (askAgain.has(code)) throw new WatchFailed(code);
    const isFirst = tile.refusedAt === -Infinity;
    tile.refuse(code);
    // Taken back and given again within one second, of which a grant's `iat` has whole ones: the next grant is of another.
    if (code === 'grant_revoked' && isFirst)
      tile.refusedAt += sameSecondMs - this.#options.settings.retryRefusedAfterMs;
  }

  async #renew(tiles: readonly Tile[]): Promise<void> {
    this.#renewing = true;
    try {
      const cameras = tiles.map((tile) => tile.camera);
      const answers = await this.#options.grants.ask(cameras, this.#options);
      await Promise.all(answers.map((answer) => this.#renewOne(answer)));
    } catch {
      // The server cannot be reached: what runs may run until its grant ends; meanwhile it is tried again, not too often.
      for (const { viewing } of tiles) if (viewing !== null) viewing.renewAt += 5_000;
    } finally {
      this.#renewing = false;
      this.#options.onChange();
    }
  }

  async #renewOne(answer: GrantAnswer): Promise<void> {
    const tile = this.#options.tile(answer.camera);
    const viewing = tile.viewing;
    if (viewing === null || !this.#pool.has(answer.camera)) return;
    if (answer.ok && this.#isElsewhere(answer)) return this.#options.onElsewhere([answer]);
    if (!answer.ok && answer.code === 'no_node') return void (viewing.renewAt += 5_000);
    if (!answer.ok) {
      void this.#options.signalling.request('unwatch', { viewings: [viewing.id] });
      return tile.refuse(answer.code);
    }
    const reply = await this.#options.signalling.request('renew', {
      viewing: viewing.id,
      grant: answer.token,
    });
    if (reply.ok) Object.assign(viewing, this.#lifeOf(reply.value.expiresAt));
    else viewing.renewAt += 5_000;
  }

  #lifeOf(expiresAt: number): Pick<TileViewing, 'expiresAt' | 'renewAt'> {
    const { clock, connection, random, settings } = this.#options;
    const now = clock.now() + (connection.offset.offsetMs ?? 0);
    const part = settings.renewAtLifePart * (0.9 + 0.2 * random.next());
    return { expiresAt, renewAt: now + (expiresAt - now) * part };
  }

  #end(cameras: readonly CameraId[]): void {
    const viewings = cameras.flatMap((camera) => {
      const tile = this.#options.tile(camera);
      const id = tile.viewing?.id;
      tile.clear();
      return id ?? [];
    });
    if (viewings.length > 0) void this.#options.signalling.request('unwatch', { viewings });
  }
}

/** After so long a grant that is asked for anew was signed in another second. */
const sameSecondMs = 1_000;

const askAgain: ReadonlySet<GrantRefusal> = new Set([
  'grant_expired',
  'grant_for_other_node',
  'camera_elsewhere',
]);

function idsOf(tiles: readonly Tile[]): ViewingId[] {
  return tiles.flatMap(({ viewing }) => viewing?.id ?? []);
}

/** Both tracks in one tick, so that the PeerConnection negotiates once. A viewing does without its replay. */
async function receive(
  { receiver }: LiveSession,
  answer: Extract<WatchAnswer, { readonly ok: true }>,
): Promise<Pick<TileViewing, 'track' | 'replay'>> {
  const replaying = answer.replay === undefined ? null : receiver.receive(answer.replay);
  const [own, replay] = await Promise.allSettled([receiver.receive(answer.consumer), replaying]);
  const received = replay.status === 'fulfilled' ? replay.value : null;
  if (own.status === 'rejected') {
    received?.close();
    throw own.reason;
  }
  return { track: own.value, replay: received === null ? null : { received, before: null } };
}

class WatchFailed extends Error {
  constructor(code: SignallingFailure) {
    super(code);
    this.name = 'WatchFailed';
  }
}
