/** The server's process around its sync half: it enrols, answers, restarts, and dies between any two steps. */
import { uuidV7, type Clock, type RandomBytes } from '@truc/base';
import {
  protocolVersion,
  segmentClaim,
  type DeviceId,
  type EnrolRequest,
  type ErrorBody,
  type LeaseRequest,
  type LeaseResponse,
  type PersonId,
  type PullRequest,
  type PushRequest,
  type ScopeHead,
  type ScopeId,
  type Sha256,
  type WipedRequest,
  type Witness,
} from '@truc/sync/protocol';
import { acceptPush, readPull, type LogStore, type Signatures, type Unseal } from '@truc/sync/server';
import type { Database, ServerLife } from './database.ts';
import { Door, type Crowd, type Turn } from './door.ts';
import { installationKey, type DatabaseState } from './database-state.ts';
import type { Evidence } from './evidence.ts';
import { incidentDecider } from './incident-rules.ts';
import type { Rights } from './rights.ts';
import { createUnseal } from './sealing.ts';
import { signatureOf } from './vault.ts';

export type Route = 'enrol' | 'lease' | 'push' | 'pull' | 'wiped';
export type Requests = {
  enrol: EnrolRequest;
  lease: LeaseRequest;
  push: PushRequest;
  pull: PullRequest;
  wiped: WipedRequest;
};
/** `life`: what the browser's cookie bears from now on, if the answer gets there. */
export type Answer = { readonly isRefusal: boolean; readonly body: unknown; readonly life?: number };

/** One browser's cookies: which device it is, how often that had been ordered to be emptied when it was, and who is signed in. */
export type Cookies = { dev: DeviceId | null; life: number; person: PersonId | null };

/** What the server says to everybody for a while, whatever is asked. */
export type Mood = 'well' | 'overloaded' | 'other_version' | Crowd;

export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
}

export type ServerOptions = {
  readonly database: Database;
  /** Null where it keeps none. */
  readonly evidence: Evidence | null;
  readonly rights: Rights;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly sha256: Sha256;
  /** Called after each commit with the heads to poke about. */
  readonly handleHeads: (heads: readonly ScopeHead[]) => void;
  /** Called when a device says for the first time that it carried out the order to empty it. */
  /** Called when an answer to a pull brings what its person might not read at that moment. */
  readonly handleLeak: (person: PersonId, scope: ScopeId) => void;
};

type Process = {
  readonly store: LogStore;
  /** Where pulls are read from; null where there is none beside the store. */
  readonly replica: Pick<LogStore, 'snapshot'> | null;
  readonly callers: Set<(cause: Error) => void>;
  crash(): void;
};

export class ServerProcess {
  mood: Mood = 'well';
  crashes = 0;
  readonly unseal: Unseal;
  /** Keys that installations were enrolled with. */
  readonly #signingKeys = new Map<string, string>();
  readonly #options: ServerOptions;
  readonly #door = new Door();
  #process: Process | null;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.unseal = createUnseal(options.sha256);
    this.#process = this.#boot();
  }

  get isUp(): boolean {
    return this.#process !== null;
  }

  restart(): void {
    this.#process ??= this.#boot();
  }

  crash(): void {
    this.#process?.crash();
  }

  /** Rejects with ConnectionReset when the process is down or dies meanwhile. */
  handle<R extends Route>(route: R, request: Requests[R], cookies: Cookies): Promise<Answer> {
    const process = this.#process;
    if (process === null) return Promise.reject(new ConnectionReset('refused'));
    return new Promise((resolve, reject) => {
      process.callers.add(reject);
      void this.#answer(process, { route, request, cookies }).then((answer) => {
        process.callers.delete(reject);
        resolve(answer);
      });
    });
  }

  #boot(): Process {
    const life: ServerLife = { isDead: false, crash: () => process.crash() };
    const process: Process = {
      callers: new Set(),
      store: this.#options.database.connect(life),
      replica: this.#options.database.connectReplica(life),
      crash: () => {
        if (life.isDead) return;
        life.isDead = true;
        this.crashes += 1;
        this.#process = null;
        this.#options.database.abortSessionsOf(life);
        for (const reject of process.callers) reject(new ConnectionReset('reset'));
      },
    };
    return process;
  }

  async #answer(
    { store, replica }: Process,
    { route, request, cookies }: { route: Route; request: unknown; cookies: Cookies },
  ): Promise<Answer> {
    if (this.mood === 'overloaded') return refusal({ code: 'too_many_requests', retryAfterMs: 2_000 });
    if (this.mood === 'other_version') return refusal({ code: 'unsupported_version' });
    if (this.#isToBeEmptied(route, request, cookies)) return refusal({ code: 'wipe_ordered' });
    const turn = this.#turnOf(route, request, cookies);
    if (turn !== null) return refusal({ code: 'too_many_requests', ...turn });
    try {
      if (route === 'wiped') return this.#wiped(request as WipedRequest);
      if (route === 'enrol') return this.#enrol(request as EnrolRequest, cookies);
      if (route === 'lease') return this.#lease(cookies);
      if (route === 'pull') return await this.#pull(request as PullRequest, cookies, { store, replica });
      return await this.#push(request as PushRequest, cookies, store);
    } catch {
      // As the HTTP shell does: whatever broke is the server's fault, and the client tries again.
      return refusal({ code: 'internal' });
    }
  }

  /** ST3: only what is not urgent waits at the door. */
  #turnOf(route: Route, request: unknown, { dev }: Cookies): Turn | null {
    const { mood } = this;
    if ((mood !== 'crowded' && mood !== 'packed') || route !== 'push' || dev === null) return null;
    if ((request as PushRequest).lane === 'urgent') return null;
    return this.#door.knock(dev, { crowd: mood, now: this.#options.clock.monotonic() });
  }

  /** RV3: nothing but what is sealed is taken from it, and nothing but the order is answered. */
  #isToBeEmptied(route: Route, request: unknown, cookies: Cookies): boolean {
    if (route === 'wiped' || !isToBeEmptied(this.#options.database.state, cookies)) return false;
    if (route === 'enrol') return (request as EnrolRequest).known !== null;
    return route !== 'push' || (request as PushRequest).ops.some((op) => !('sealed' in op));
  }

  #wiped({ dev }: WipedRequest): Answer {
    const { database, clock } = this.#options;
    const life = database.state.lives.get(dev) ?? 0;
    const now = Math.round(clock.now());
    return { isRefusal: false, life, body: { v: protocolVersion, time: { recv: now, sent: now } } };
  }

  #lease({ person, dev }: Cookies): Answer {
    if (person === null) return refusal({ code: 'not_signed_in' });
    if (dev === null) return refusal({ code: 'device_unknown' });
    const lease = this.#options.rights.lease(person, dev);
    const now = Math.round(this.#options.clock.now());
    const body: LeaseResponse = {
      v: protocolVersion,
      lease,
      sig: this.#options.evidence?.signLease(lease) ?? 'AAAA',
      share: octets32,
      keys: lease.scopes.map((scope) => ({ scope, key: octets32 })),
      seal: { id: 'sealing-key', spki: 'AAAA' },
      time: { recv: now, sent: now },
    };
    return { isRefusal: false, body };
  }

  async #pull(
    request: PullRequest,
    { person, dev }: Cookies,
    { store, replica }: Pick<Process, 'store' | 'replica'>,
  ): Promise<Answer> {
    if (person === null) return refusal({ code: 'not_signed_in' });
    const { rights, clock, sha256, handleLeak, evidence } = this.#options;
    const allowed = new Set<ScopeId>();
    const mayRead = async (scopes: readonly ScopeId[]) => {
      for (const scope of scopes) if (rights.has(person, scope)) allowed.add(scope);
      return allowed;
    };
    const receivedAt = Math.round(clock.now());
    const checkpointFor =
      evidence === null
        ? undefined
        : async (witness: Witness | null, scopes: readonly ScopeId[]) =>
            evidence.checkpointFor(dev, witness, scopes);
    const ports = { store, replica: replica ?? undefined, sha256, clock, mayRead, checkpointFor };
    const body = await readPull({ request, receivedAt }, ports);
    for (const { scope } of body.scopes) if (!allowed.has(scope)) handleLeak(person, scope);
    return { isRefusal: false, body: { ...body, revoked: rights.revokedOf(person, dev) } };
  }

  async #push(request: PushRequest, { dev }: Cookies, store: LogStore): Promise<Answer> {
    if (dev === null) return refusal({ code: 'device_unknown' });
    const { rights, clock, sha256, handleHeads } = this.#options;
    const receivedAt = Math.round(clock.now());
    const { unseal } = this;
    const signatures = this.#signatures;
    const ports = {
      store,
      judge: rights.judge,
      decider: incidentDecider,
      unseal,
      signatures,
      sha256,
      clock,
    };
    const pushed = await acceptPush({ request, device: dev, receivedAt }, ports);
    if (!pushed.ok) return refusal(pushed.error);
    handleHeads(pushed.value.heads);
    return { isRefusal: false, body: pushed.value };
  }

  readonly #signatures: Signatures = {
    check: async (claim, sig) => {
      const key = this.#signingKeys.get(installationKey(claim));
      if (key === undefined) return 'keyless';
      return sig === signatureOf(key, segmentClaim(claim)) ? 'signed' : 'wrong';
    },
  };

  /** Rules DE1 to DE4 in small. */
  #enrol({ known, key: signingKey }: EnrolRequest, cookies: Cookies): Answer {
    if (cookies.person === null) return refusal({ code: 'not_signed_in' });
    const { clock, randomBytes, database } = this.#options;
    const { installations } = database.state;
    const dev = known?.dev ?? cookies.dev ?? (uuidV7(clock.now(), randomBytes) as string as DeviceId);
    const taken = [...installations.keys()].filter((key) => key.startsWith(dev)).length;
    const inst = known?.inst ?? taken + 1;
    const key = installationKey({ dev, inst });
    if (!installations.has(key)) installations.set(key, { lastN: 0, lastHash: null, blocked: false });
    if (signingKey !== null) this.#signingKeys.set(key, signingKey.spki);
    // Whoever comes without his cookie cannot prove that he was emptied.
    if (cookies.dev !== dev) cookies.life = 0;
    cookies.dev = dev;
    const now = Math.round(clock.now());
    return {
      isRefusal: false,
      body: {
        v: protocolVersion,
        dev,
        inst,
        trust: this.#options.evidence?.trust ?? null,
        time: { recv: now, sent: now },
      },
    };
  }
}

/** RV3: it was ordered since this browser said that it was emptied, or got its cookie. */
function isToBeEmptied({ lives }: DatabaseState, { dev, life }: Cookies): boolean {
  return dev !== null && life < (lives.get(dev) ?? 0);
}

const octets32 = 'A'.repeat(43);

function refusal(body: ErrorBody): Answer {
  return { isRefusal: true, body };
}
