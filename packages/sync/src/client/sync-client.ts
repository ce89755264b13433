import type { Failure, Result } from '@truc/base';
import type { Json, PersonId, Poke, ScopeId } from '../protocol/index.ts';
import type { ClientPorts, OutboxRecord } from './ports.ts';
import type { SyncStatus } from './sync-status.ts';

export type SyncClientOptions = ClientPorts;

/** An event of the domain to be kept and sent. `v`: version of the kind's body. */
export type WriteCommand = {
  readonly scope: ScopeId;
  readonly kind: string;
  readonly v: number;
  readonly actor: PersonId;
  readonly body: Json;
};
export type WriteFailure = Failure<'not_enrolled' | 'storage_full' | 'storage_failed'>;

/** The tablet's half. Inputs are `handleX` methods; what the world sees is the status and the stores. */
export interface SyncClient {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once the operation is durable on this device; it is sent by itself afterwards. */
  write(command: WriteCommand): Promise<Result<OutboxRecord, WriteFailure>>;
  /** Replaces the scopes that are kept here: pulled now, when poked, and on a slow poll in case pokes are lost. */
  follow(scopes: readonly ScopeId[]): void;
  handlePoke(poke: Poke): void;
  handleOnline(): void;
  handleOffline(): void;
  handleSignedIn(): void;
  status(): SyncStatus;
  /** Calls `listener` at once and after each change; the returned function ends it. */
  subscribe(listener: (status: SyncStatus) => void): () => void;
}

export function createSyncClient(_options: SyncClientOptions): SyncClient {
  throw new Error('createSyncClient: its interface stands, its driver comes with the next commit');
}
