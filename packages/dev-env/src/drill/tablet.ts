import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from 'node:crypto';
import { err, failure, ok, type Result } from '@truc/base';
import { verifyEd25519 } from '@truc/server/evidence';
import { createSyncClient, type SyncClient, type Transport, type TransportFailure } from '@truc/sync/client';
import {
  EnrolResponseSchema,
  ErrorBodySchema,
  LeaseResponseSchema,
  PullResponseSchema,
  PushResponseSchema,
  WipedResponseSchema,
  type PersonId,
  type ScopeId,
} from '@truc/sync/protocol';
import {
  createMemoryLocks,
  createMemoryOutbox,
  createMemoryOutboxDisk,
  createMemoryReplica,
  createMemoryReplicaDisk,
  createMemoryWitness,
  createMemoryWitnessDisk,
  noSigner,
  openLeases,
  type MemoryOutboxDisk,
  type MemoryReplicaDisk,
  type MemoryWitnessDisk,
} from '@truc/sync/testing';
import * as v from 'valibot';

/** The engine of a tablet, over HTTP to a real server, with its stores in memory. */
export type DrillTablet = {
  readonly client: SyncClient;
  readonly outbox: MemoryOutboxDisk;
  readonly replica: MemoryReplicaDisk;
  readonly witness: MemoryWitnessDisk;
  write(text: string): Promise<void>;
};

export type DrillTabletOptions = {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly actor: string;
  /** The book that it writes in. */
  readonly scope: ScopeId;
  readonly follows: readonly ScopeId[];
};

export async function startTablet(options: DrillTabletOptions): Promise<DrillTablet> {
  const post = createPoster(options.url);
  const { username, password } = options;
  const signedIn = await post('/api/sign-in', { username, password }, v.unknown());
  if (!signedIn.ok) throw new Error(`${username} cannot sign in: ${signedIn.error.code}`);
  const disks = {
    outbox: createMemoryOutboxDisk(),
    replica: createMemoryReplicaDisk(),
    witness: createMemoryWitnessDisk(),
  };
  const client = createSyncClient({
    outbox: createMemoryOutbox(disks.outbox),
    replica: createMemoryReplica(disks.replica),
    witness: { store: createMemoryWitness(disks.witness), verify: verifyEd25519 },
    leases: openLeases,
    signer: noSigner,
    transport: createTransport(post),
    locks: createMemoryLocks(),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    random: { next: () => Math.random() },
    randomBytes: { bytes: (length) => Uint8Array.from(randomBytes(length)) },
    sha256,
  });
  await client.start();
  client.follow(options.follows);
  return {
    client,
    ...disks,
    async write(text) {
      const { scope } = options;
      const actor = options.actor as PersonId;
      const body = { text, phrase: null, camera: null };
      const written = await client.write({ scope, kind: 'logbook.entry', v: 1, actor, body });
      if (!written.ok) throw new Error(`Not written: ${written.error.code}`);
    },
  };
}

type Post = <Schema extends v.GenericSchema>(
  path: string,
  body: unknown,
  schema: Schema,
) => Promise<Result<v.InferOutput<Schema>, TransportFailure>>;

function createTransport(post: Post): Transport {
  return {
    enrol: (request) => post('/api/sync/enrol', request, EnrolResponseSchema),
    lease: (request) => post('/api/sync/lease', request, LeaseResponseSchema),
    wiped: (request) => post('/api/sync/wiped', request, WipedResponseSchema),
    push: (request) => post('/api/sync/push', request, PushResponseSchema),
    pull: (request) => post('/api/sync/pull', request, PullResponseSchema),
  };
}

/** Keeps cookies as a browser does. */
function createPoster(url: string): Post {
  const cookies = new Map<string, string>();
  return async (path, body, schema) => {
    try {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
        cookies.set(name, value);
      }
      const read: unknown = await answer.json();
      if (answer.ok) return ok(v.parse(schema, read));
      return err({ code: 'refused', error: v.parse(ErrorBodySchema, read) });
    } catch (error) {
      return failure('unreachable', String(error));
    }
  };
}
