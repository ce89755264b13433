import type { Clock, Timers } from '@truc/base';
import type { Camera, CameraSystem } from '@truc/domain/camera';
import type { CameraId, CameraState, NodePlace } from '@truc/media/signalling';
import type { Logger } from '../../telemetry/log.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { createControlLink, type ControlLink, type NodeLink } from '../control-link.ts';
import type { FactStore } from '../fact-store.ts';
import { CameraHoldings, type Relay } from './camera-holdings.ts';
import type { HolderStore } from './holder-store.ts';
import type { NodeEntry } from './node-register.ts';
import { pipesOf } from './pipe-permits.ts';

/** From where a display asks: through which of the two systems (GL-01), and which nodes it cannot reach. */
export type PlaceQuestion = { readonly system: CameraSystem; readonly avoid: readonly string[] };

export type SfuFleetOptions = {
  readonly nodes: readonly NodeEntry[];
  readonly store: HolderStore;
  readonly facts: FactStore;
  /** Resolves with what the registers say now: the facility of a camera. */
  readonly facilities: () => Promise<(camera: string) => string | undefined>;
  readonly settleMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly log: Logger;
};

/** With a beat a second: two may be lost, and a dead node's cameras are with others some five seconds after its last. */
export const nodeLifeMs = 4_000;
/** A facility's camera that appears, or whose node of the centre dies, is fetched by another within this. */
const relayEveryMs = 500;

/** The SFU nodes of the register, each over its own line with its own secret. */
export class SfuFleet implements ControlLink {
  readonly #options: SfuFleetOptions;
  readonly #nodes: ReadonlyMap<string, NodeEntry>;
  readonly #links = new Map<string, NodeLink>();
  readonly #holdings: CameraHoldings;
  readonly #lostAt = new Map<string, number>();
  #relays: ReadonlyMap<string, Relay> = new Map();
  #cancelRelays: () => void = () => {};

  static async open(options: SfuFleetOptions): Promise<SfuFleet> {
    const told: { fleet?: SfuFleet } = {};
    const holdings = await CameraHoldings.open({
      ...options,
      lifeMs: nodeLifeMs,
      onChange: (names) => told.fleet?.tell(names),
    });
    told.fleet = new SfuFleet(options, holdings);
    return told.fleet;
  }

  private constructor(options: SfuFleetOptions, holdings: CameraHoldings) {
    this.#options = options;
    this.#holdings = holdings;
    this.#nodes = new Map(options.nodes.map((node) => [node.name, node]));
    for (const node of options.nodes) this.#links.set(node.name, this.#connect(node));
    this.#planRelays();
  }

  /** Whether any node of the centre answers: without one the whole picture is gone. */
  get connected(): boolean {
    return [...this.#nodes.values()].some(
      ({ name, edge }) => edge === undefined && this.#links.get(name)?.connected === true,
    );
  }

  revokePerson(person: string, camera?: string): void {
    for (const link of this.#links.values()) link.revokePerson(person, camera);
  }

  forgetView(camera: string): void {
    for (const link of this.#links.values()) link.forgetView(camera);
  }

  /** Where the pictures of a camera come from for such a display; null: from nowhere now. */
  placeOf(camera: Camera, { system, avoid }: PlaceQuestion): NodePlace | null {
    const reachable = (name: string) => !avoid.includes(name);
    const edge = this.edgesOf(camera).find(({ name }) => reachable(name));
    if (edge?.edge !== undefined && system === 'FACILITY') return { node: edge.name, at: edge.edge.url };
    const holder = this.#holdings.holderOf(camera.id);
    if (holder !== undefined) return reachable(holder) ? { node: holder, at: null } : null;
    if (edge === undefined) return null;
    // The centre has no way to the camera but over the facility's own node: once for all of its displays, where one of its nodes lives.
    const relay = this.#relays.get(camera.id);
    const isRelayed = relay?.edge === edge.name && reachable(relay.node);
    return { node: isRelayed ? relay.node : edge.name, at: null };
  }

  /** Nodes at the camera's facility that have it in their register. */
  edgesOf({ id, facility }: Camera): readonly NodeEntry[] {
    return [...this.#nodes.values()].filter(
      ({ name, edge }) => edge?.facility === facility && this.#holdings.knows(name, id),
    );
  }

  /** Where the signalling of a node is passed on to; without a name: the first of the centre that answers (recordings). */
  controlOf(name: string | undefined): string | undefined {
    if (name !== undefined) return this.#nodes.get(name)?.control;
    const members = [...this.#nodes.values()].filter(({ edge }) => edge === undefined);
    return (members.find((node) => this.#links.get(node.name)?.connected === true) ?? members[0])?.control;
  }

  /** As the holders say; of one that has fallen silent, that the camera cannot be reached. */
  cameraStates(): ReadonlyMap<CameraId, CameraState> {
    const states = new Map<CameraId, CameraState>();
    for (const [camera, state] of this.#options.facts.cameraStates()) {
      if (this.#isWatchedOver(camera)) this.#lostAt.delete(camera);
      else if (!this.#lostAt.has(camera)) this.#lostAt.set(camera, this.#options.clock.now());
      const since = this.#lostAt.get(camera);
      states.set(camera, since === undefined ? state : { state: 'no_signal', since, reason: 'unreachable' });
    }
    return states;
  }

  /** Lets these nodes ask for their cameras at once. */
  tell(names: readonly string[]): void {
    for (const name of names) this.#links.get(name)?.beatNow();
  }

  async close(): Promise<void> {
    this.#cancelRelays();
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    await this.#holdings.close();
  }

  #planRelays(): void {
    this.#shareRelays();
    this.#cancelRelays = this.#options.timers.after(relayEveryMs, () => this.#planRelays());
  }

  #shareRelays(): void {
    const nodes = [...this.#nodes.values()];
    const edges = nodes.flatMap(({ name, edge }) => (edge === undefined ? [] : [name]));
    if (edges.length === 0) return;
    this.#relays = this.#holdings.relays(edges);
    const told = { nodes: this.#nodes, nowMs: this.#options.clock.now() };
    for (const { name, edge } of nodes)
      if (edge === undefined) this.#links.get(name)?.tellPipes(pipesOf(name, this.#relays, told));
  }

  /** Whether some node that lives says how the camera is. */
  #isWatchedOver(camera: string): boolean {
    if (this.#holdings.holderOf(camera) !== undefined) return true;
    return [...this.#nodes.values()].some(
      ({ name, edge }) =>
        edge !== undefined && this.#holdings.isBeating(name) && this.#holdings.knows(name, camera),
    );
  }

  #connect({ name, control, secret, edge }: NodeEntry): NodeLink {
    const { facts, metrics } = this.#options;
    const log = this.#options.log.child({ node: name });
    return createControlLink({
      url: control,
      secret,
      log,
      facts: {
        store: (batch) =>
          facts.store(batch, {
            tellsOf: (camera) =>
              edge === undefined
                ? this.#holdings.isHeldBy(camera, name)
                : this.#holdings.holderOf(camera) === undefined,
          }),
      },
      onBeat: async (beat) => {
        if (beat.node !== name) throw new Error(`the node behind this address says that it is ${beat.node}`);
        return this.#holdings.handleBeat(name, beat);
      },
      onConnected: () => {
        metrics.sfuConnected.set(this.connected ? 1 : 0);
        metrics.sfuNodes.set([...this.#links.values()].filter(({ connected }) => connected).length);
      },
    });
  }
}
