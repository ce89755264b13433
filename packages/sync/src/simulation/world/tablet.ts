/** A tablet of a simulated world: disks that survive, tabs that come and go, a clock that may say anything. */
import {
  createSyncClient,
  type OutboxRecord,
  type ReplicaLeaf,
  type SyncClient,
  type WriteCommand,
  type WriteFailure,
} from '@truc/sync/client';
import type { PersonId, ScopeHead, ScopeId, Sha256 } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import { facility } from './incident-rules.ts';
import { createSettledBy } from './settling.ts';
import type { Scheduler } from '../core/scheduler.ts';
import { Life } from './life.ts';
import { createTransport, type Link } from './link.ts';
import { createOutbox, createOutboxDisk, type OutboxDisk } from './outbox.ts';
import { createReplica, createReplicaDisk, type ReplicaDisk } from './replica.ts';
import type { Storage } from './storage.ts';
import { TabLocks } from './tab-locks.ts';
import { createWitness, createWitnessDisk, type WitnessDisk } from './witness.ts';
import { verifySimulated } from './evidence.ts';
import { createUrgent, type UrgentDisk } from './urgent.ts';
import { createLeases, createSigner, createVaultDisk, type VaultDisk } from './vault.ts';
import { WallClock } from './wall-clock.ts';

/** Until somebody is back at a tablet that was emptied. */
const signInMs = 4_000;

/** `wasWarned`: the tablet knew of a history that was rewritten before this tab was opened. */
export type Tab = { readonly client: SyncClient; readonly life: Life; readonly wasWarned: boolean };

export type TabletOptions = {
  readonly name: string;
  readonly scopes: readonly ScopeId[];
  /** What it reads of them. */
  readonly followed: readonly ScopeId[];
  readonly writer: PersonId;
  readonly scheduler: Scheduler;
  readonly lots: Lots;
  readonly storage: Storage;
  readonly link: Link;
  readonly wallAheadMs: number;
  readonly keepsMarks: boolean;
  readonly hasEvidence: boolean;
  readonly sha256: Sha256;
  readonly watch: TabletWatch;
};

export interface TabletWatch {
  /** `writtenAt`: simulated ms. */
  handleSaved(tablet: Tablet, record: OutboxRecord, writtenAt: number): void;
  handleRefused(tablet: Tablet, failure: WriteFailure): void;
  handleApplied(tablet: Tablet, scope: ScopeId, leaves: readonly ReplicaLeaf[]): void;
  /** It keeps another checkpoint than before. */
  handleSeen(tablet: Tablet, before: string, now: string): void;
  /** It is about to say that it was emptied. */
  handleWiped(tablet: Tablet): void;
}

export class Tablet {
  readonly name: string;
  readonly scopes: readonly ScopeId[];
  readonly followed: readonly ScopeId[];
  /** Whose tablet it is, signed in or not. */
  readonly writer: PersonId;
  readonly storage: Storage;
  readonly link: Link;
  readonly wall: WallClock;
  outbox: OutboxDisk = createOutboxDisk();
  replica: ReplicaDisk = createReplicaDisk();
  vault: VaultDisk = createVaultDisk();
  urgent: UrgentDisk = { place: null };
  witness: WitnessDisk = createWitnessDisk();
  tabs: Tab[] = [];
  /** Somebody has this tablet's profile on another machine, or it is such a copy. */
  isCloned = false;
  /** A tab of it was frozen: what it was waiting for may have come too late. */
  wasFrozen = false;
  /** What its cookie must bear once it has said that it is empty: it was ordered to be, or is a copy of one that was. */
  owedLife = 0;
  /** Its browser threw its storage away. */
  wasEvicted = false;
  #browserSince = 0;
  #locks = new TabLocks();
  readonly #options: TabletOptions;

  constructor(options: TabletOptions) {
    this.#options = options;
    this.name = options.name;
    this.scopes = options.scopes;
    this.followed = options.followed;
    this.writer = options.writer;
    this.storage = options.storage;
    this.link = options.link;
    this.wall = new WallClock(options.scheduler, options.wallAheadMs);
  }

  get owesWipe(): boolean {
    return this.link.cookies.life < this.owedLife;
  }

  get person(): PersonId | null {
    return this.link.cookies.person;
  }

  get awake(): readonly Tab[] {
    return this.tabs.filter(({ life }) => life.state === 'alive');
  }

  /** Opens one more tab over the same disks. */
  open(): void {
    const { scheduler, lots, link, sha256, watch, keepsMarks, hasEvidence } = this.#options;
    const { outbox, replica, vault, urgent, storage, writer } = this;
    if (this.tabs.length === 0) this.#browserSince = scheduler.now;
    const life = new Life();
    const since = this.#browserSince;
    const handleSeen = (before: string, now: string) => watch.handleSeen(this, before, now);
    const readers = {
      handleApplied: (scope: ScopeId, leaves: readonly ReplicaLeaf[]) =>
        watch.handleApplied(this, scope, leaves),
    };
    const transport = createTransport(link, life);
    const opens = (scope: ScopeId) => vault.keys.has(scope);
    const client = createSyncClient({
      outbox: createOutbox(outbox, { storage, life, opens }),
      replica: createReplica(replica, { storage, life, witness: readers }),
      leases: createLeases(vault, { storage, life, writer }),
      signer: createSigner(vault, storage),
      transport: {
        ...transport,
        wiped: (request, timeoutMs) => {
          watch.handleWiped(this);
          return transport.wiped(request, timeoutMs);
        },
      },
      // Also where there is none: ports of one shape are read at one place.
      witness: hasEvidence
        ? { store: createWitness(this.witness, { storage, life, handleSeen }), verify: verifySimulated }
        : undefined,
      urgent: keepsMarks ? createUrgent(urgent, storage, life) : undefined,
      locks: this.#locks.of(life),
      clock: { now: () => this.wall.now(), monotonic: () => scheduler.now - since },
      timers: { after: (delayMs, run) => scheduler.afterIn(life, delayMs, run) },
      random: lots,
      randomBytes: lots,
      sha256,
      settledBy: this.followed.includes(facility) ? createSettledBy(replica) : undefined,
    });
    this.tabs.push({ client, life, wasWarned: this.witness.state.rewritten !== null });
    this.#followAfterWipe(client, life);
    client.follow(this.followed);
    const [scope] = this.scopes;
    if (scope !== undefined) client.workAt({ scope, actor: writer });
    void client.start();
  }

  /** A tablet that was emptied shows so; somebody signs in there anew, and the page asks for what it shows. */
  #followAfterWipe(client: SyncClient, life: Life): void {
    const { scheduler } = this.#options;
    let wasWiped = false;
    client.subscribe(({ wiped }) => {
      if (wiped && !wasWiped) scheduler.afterIn(life, signInMs, () => client.follow(this.followed));
      wasWiped = wiped;
    });
  }

  /** The whole browser is gone from one instruction to the next; its locks with it. */
  kill(): void {
    for (const { life } of this.tabs) life.kill();
    this.tabs = [];
    this.#locks = new TabLocks();
  }

  discard(at: number): void {
    const [tab] = this.tabs.splice(at, 1);
    tab?.life.kill();
  }

  /** A tab is closed in order: its client may finish what it is at. */
  close(at: number): void {
    const [tab] = this.tabs.splice(at, 1);
    if (tab === undefined) return;
    void tab.client.stop().then(() => tab.life.kill());
  }

  /** The browser threw the whole origin away. */
  evict(): void {
    this.kill();
    this.wasEvicted = true;
    this.outbox = createOutboxDisk();
    this.replica = createReplicaDisk();
    this.vault = createVaultDisk();
    this.urgent = { place: null };
    this.witness = createWitnessDisk();
  }

  /** `handleSaved`: beside the watch, which sees all that is saved. */
  write(tab: Tab, command: WriteCommand, handleSaved?: (record: OutboxRecord) => void): void {
    const { scheduler, watch } = this.#options;
    const writtenAt = scheduler.now;
    void tab.client.write(command).then((written) => {
      if (written.ok) {
        watch.handleSaved(this, written.value, writtenAt);
        handleSaved?.(written.value);
      } else watch.handleRefused(this, written.error);
    });
  }

  /** Its person's rights have grown: the page asks again for all that it shows. */
  follow(): void {
    for (const { client, life } of this.tabs) life.run(() => client.follow(this.followed));
  }

  poke(heads: readonly ScopeHead[]): void {
    for (const { client, life } of this.tabs)
      life.run(() => {
        for (const head of heads) client.handlePoke(head);
      });
  }
}
