import type { Clock, Timers } from '@truc/base';
import type { Beat, BeatAnswer, CameraId } from '@truc/media/signalling';
import type { Logger } from '../../telemetry/log.ts';
import type { Holder, HolderStore } from './holder-store.ts';
import type { NodeEntry } from './node-register.ts';
import { shareCameras, type SharedCamera, type SharingNode } from './share-cameras.ts';

export type CameraHoldingsOptions = {
  readonly nodes: readonly NodeEntry[];
  readonly store: HolderStore;
  /** Resolves with what the registers say now: the facility of a camera. */
  readonly facilities: () => Promise<(camera: string) => string | undefined>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** A node without a beat for this long has lost its cameras. */
  readonly lifeMs: number;
  /** How long a node must have lived before cameras come back to it. */
  readonly settleMs: number;
  /** These nodes have another assignment than they know of. */
  readonly onChange: (nodes: readonly string[]) => void;
};

/** `node` fetches the camera's pictures from `edge`. */
export type Relay = { readonly node: string; readonly edge: string };

type Known = { cameras: ReadonlySet<string>; boot: string; aliveUntil: number; since: number };

const lookEveryMs = 250;

/**
 * The server's book of which node serves which camera. A node that does not beat loses what it holds, not before the word that
 * it was last given has run out; each change is durable before anybody is told of it.
 */
export class CameraHoldings {
  readonly #options: CameraHoldingsOptions;
  readonly #members: ReadonlyMap<string, NodeEntry>;
  readonly #known = new Map<string, Known>();
  readonly #holders: Map<string, Holder>;
  #revision: number;
  /** Until then a node that was not heard yet counts as living: this server has only just begun to listen. */
  readonly #graceUntil: number;
  /** Who fetches which camera from a facility's node: of this run alone, since two may do it at once without harm. */
  #fetchers: ReadonlyMap<string, string> = new Map();
  #looking: Promise<void> = Promise.resolve();
  /** Counts the lists of cameras that came; with the nodes that live, all that a sharing depends on. */
  #lists = 0;
  #lookedAt = '';
  #cancel: () => void = () => {};
  #closed = false;

  static async open(options: CameraHoldingsOptions): Promise<CameraHoldings> {
    return new CameraHoldings(options, await options.store.read());
  }

  private constructor(options: CameraHoldingsOptions, holders: ReadonlyMap<string, Holder>) {
    this.#options = options;
    this.#members = new Map(
      options.nodes.filter(({ edge }) => edge === undefined).map((node) => [node.name, node]),
    );
    this.#holders = new Map(holders);
    this.#revision = revisionOf(Math.max(0, ...[...holders.values()].map(({ epoch }) => epoch)));
    this.#graceUntil = options.clock.monotonic() + options.lifeMs;
    this.#plan();
  }

  /** A node says that it lives. The answer is the word that it may act on for `lifeMs`. */
  async handleBeat(name: string, beat: Beat): Promise<BeatAnswer> {
    this.#note(name, beat);
    // A change that is being written down is told with this answer, or not made before the word of this answer has run out.
    await this.look();
    const known = this.#known.get(name);
    const { clock, lifeMs } = this.#options;
    if (known !== undefined) known.aliveUntil = clock.monotonic() + lifeMs;
    const answer = { lifeMs, revision: this.#revision };
    return beat.revision === this.#revision ? answer : { ...answer, cameras: this.#heldBy(name) };
  }

  #note(name: string, beat: Beat): void {
    const now = this.#options.clock.monotonic();
    const before = this.#known.get(name);
    const isSame = before !== undefined && before.boot === beat.boot && now < before.aliveUntil;
    const cameras = beat.cameras === undefined ? undefined : new Set<string>(beat.cameras);
    this.#known.set(name, {
      cameras: cameras ?? before?.cameras ?? new Set(),
      boot: beat.boot,
      since: isSame ? before.since : now,
      aliveUntil: now + this.#options.lifeMs,
    });
    if (cameras !== undefined) this.#lists += 1;
  }

  /**
   * Cameras that only nodes at facilities have, each with the node of the centre that fetches them for the centre's displays; by
   * the same rule as those that the centre pulls.
   */
  relays(edges: readonly string[]): ReadonlyMap<string, Relay> {
    const nodes = this.#living();
    const pulled = new Set(nodes.flatMap(({ cameras }) => [...cameras]));
    const edgeOf = new Map<string, string>();
    for (const edge of edges.filter((name) => this.isBeating(name)))
      for (const camera of this.#known.get(edge)?.cameras ?? [])
        if (!pulled.has(camera) && !edgeOf.has(camera)) edgeOf.set(camera, edge);
    const cameras = [...edgeOf.keys()].map((id) => ({ id, facility: undefined }));
    const all = new Set(edgeOf.keys());
    this.#fetchers = shareCameras({
      cameras,
      nodes: nodes.map((node) => ({ ...node, cameras: all })),
      holders: this.#fetchers,
    });
    return new Map(
      [...this.#fetchers].map(([camera, node]) => [camera, { node, edge: edgeOf.get(camera) ?? '' }]),
    );
  }

  /** The node that serves the camera, while it lives. */
  holderOf(camera: string): string | undefined {
    const holder = this.#holders.get(camera)?.node;
    return holder !== undefined && this.#isAlive(holder) ? holder : undefined;
  }

  /** Whose word on the camera counts: also that of one who has not beaten for a while. */
  isHeldBy(camera: string, node: string): boolean {
    return this.#holders.get(camera)?.node === node;
  }

  /** Whether this node has the camera in its register. */
  knows(node: string, camera: string): boolean {
    return this.#known.get(node)?.cameras.has(camera) ?? false;
  }

  isBeating(node: string): boolean {
    return this.#options.clock.monotonic() < (this.#known.get(node)?.aliveUntil ?? -Infinity);
  }

  /** Shares the cameras out anew, one look after the other. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#lookNow());
    return this.#looking;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    if (this.#closed) return;
    const seen = this.#situation();
    if (seen === this.#lookedAt) return;
    const { facilities, store, log, onChange } = this.#options;
    try {
      const changed = this.#changes(await facilities());
      if (changed.size === 0) return void (this.#lookedAt = seen);
      const epoch = await store.write(changed);
      const touched = new Set<string>();
      for (const [camera, node] of changed) {
        touched.add(this.#holders.get(camera)?.node ?? node).add(node);
        this.#holders.set(camera, { node, epoch });
      }
      this.#revision = revisionOf(epoch);
      this.#lookedAt = seen;
      log.info({ cameras: changed.size, epoch }, 'cameras have other nodes');
      onChange([...touched]);
    } catch (error) {
      // What is not durable was not decided: the next look tries again.
      log.error({ err: error }, 'the holders of cameras could not be written down');
    }
  }

  /** All that a sharing depends on, as text. */
  #situation(): string {
    const nodes = this.#living().map(({ name, isSettled }) => `${name}${isSettled ? '' : '?'}`);
    return [this.#lists, this.#isListening(), ...nodes].join(' ');
  }

  #changes(facilityOf: (camera: string) => string | undefined): ReadonlyMap<string, string> {
    // A node that was not heard yet may be on its way, and its cameras with it.
    if (this.#isListening()) return new Map();
    const holders = new Map([...this.#holders].map(([camera, { node }]) => [camera, node]));
    const shared = shareCameras({ cameras: this.#cameras(facilityOf), nodes: this.#living(), holders });
    return new Map([...shared].filter(([camera, node]) => holders.get(camera) !== node));
  }

  #isListening(): boolean {
    const isAll = [...this.#members.keys()].every((name) => this.#known.has(name));
    return !isAll && this.#options.clock.monotonic() < this.#graceUntil;
  }

  #living(): readonly SharingNode[] {
    const now = this.#options.clock.monotonic();
    return [...this.#members.values()].flatMap((node) => {
      const known = this.#known.get(node.name);
      if (known === undefined || now >= known.aliveUntil) return [];
      return [{ ...node, cameras: known.cameras, isSettled: now - known.since >= this.#options.settleMs }];
    });
  }

  #cameras(facilityOf: (camera: string) => string | undefined): readonly SharedCamera[] {
    const ids = new Set(
      [...this.#members.keys()].flatMap((name) => [...(this.#known.get(name)?.cameras ?? [])]),
    );
    return [...ids].map((id) => ({ id, facility: facilityOf(id) }));
  }

  #heldBy(node: string): CameraId[] {
    return [...this.#holders].flatMap(([camera, held]) => (held.node === node ? [camera as CameraId] : []));
  }

  #isAlive(node: string): boolean {
    if (!this.#members.has(node)) return false;
    const now = this.#options.clock.monotonic();
    return now < (this.#known.get(node)?.aliveUntil ?? this.#graceUntil);
  }

  #plan(): void {
    this.#cancel = this.#options.timers.after(lookEveryMs, () => {
      void this.look().finally(() => {
        if (!this.#closed) this.#plan();
      });
    });
  }
}

/** Of an assignment; before the first change there is one too, of nothing. */
function revisionOf(epoch: number): number {
  return epoch + 1;
}
