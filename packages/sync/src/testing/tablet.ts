/** A tablet of a simulated world: its disks survive, its browser may be killed at any moment. */
import { sha256 } from '@noble/hashes/sha2.js';
import {
  createSyncClient,
  type Locks,
  type SyncClient,
  type Transport,
  type WriteCommand,
} from '@truc/sync/client';
import type { OperationId, PersonId, ScopeId } from '@truc/sync/protocol';
import { noSigner, openLeases } from './memory-leases.ts';
import { createMemoryLocks } from './memory-locks.ts';
import { createMemoryOutbox, createMemoryOutboxDisk, type MemoryOutboxDisk } from './memory-outbox.ts';
import { createMemoryReplica, createMemoryReplicaDisk, type MemoryReplicaDisk } from './memory-replica.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedTime } from './simulated-time.ts';

export type TabletOptions = {
  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  readonly transport: Transport;
  readonly scopes: readonly ScopeId[];
};

export class Tablet {
  readonly outbox: MemoryOutboxDisk = createMemoryOutboxDisk();
  readonly replica: MemoryReplicaDisk = createMemoryReplicaDisk();
  /** Operations whose `write` said that they are stored. */
  readonly saved: OperationId[] = [];
  readonly #options: TabletOptions;
  #locks: Locks = createMemoryLocks();
  /** How far this tablet's clock is off. */
  #wallAheadMs = 0;
  #tabs: { client: SyncClient; life: { isAlive: boolean } }[] = [];

  constructor(options: TabletOptions) {
    this.#options = options;
  }

  get tabs(): readonly SyncClient[] {
    return this.#tabs.map(({ client }) => client);
  }

  /** Opens one more tab over the same disks. */
  async openTab(): Promise<SyncClient> {
    const { time, random, transport, scopes } = this.#options;
    const life = { isAlive: true };
    const client = createSyncClient({
      outbox: mortal(createMemoryOutbox(this.outbox), life),
      replica: mortal(createMemoryReplica(this.replica), life),
      leases: openLeases,
      signer: noSigner,
      transport: mortal(transport, life),
      locks: this.#locks,
      clock: { now: () => time.now() + this.#wallAheadMs, monotonic: () => time.monotonic() },
      timers: { after: (delayMs, run) => time.after(delayMs, () => life.isAlive && run()) },
      random,
      randomBytes: random,
      sha256,
    });
    this.#tabs.push({ client, life });
    client.follow(scopes);
    void client.start();
    await time.settle();
    return client;
  }

  /** The whole browser is gone from one instruction to the next; its locks with it. */
  kill(): void {
    for (const { life } of this.#tabs) life.isAlive = false;
    this.#tabs = [];
    this.#locks = createMemoryLocks();
  }

  /** One tab stops for good where it is, and keeps whatever lock it holds. */
  freezeTab(at: number): void {
    const [tab] = this.#tabs.splice(at, 1);
    if (tab !== undefined) tab.life.isAlive = false;
  }

  /** Somebody sets the clock. */
  jumpWall(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  write(scope: ScopeId, text: string): void {
    const client = this.tabs.at(-1);
    if (client === undefined) return;
    const command: WriteCommand = {
      scope,
      kind: 'logbook.entry',
      v: 1,
      actor: 'an' as PersonId,
      body: { text },
    };
    void client.write(command).then((written) => {
      if (written.ok) this.saved.push(written.value.opId);
    });
  }
}

/** Calls of the dead do nothing, and answers to the dead are not heard. */
function mortal<T extends object>(port: T, life: { readonly isAlive: boolean }): T {
  const never = new Promise<never>(() => undefined);
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]) => {
        if (!life.isAlive) return never;
        const result: Promise<unknown> = Reflect.apply(method, target, parameters);
        return result.then((value) => (life.isAlive ? value : never));
      };
    },
  });
}
