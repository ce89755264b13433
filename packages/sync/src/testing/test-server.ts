/** The server half behind three functions from text to text, as it stands behind HTTP in earnest. */
import { sha256 } from '@noble/hashes/sha2.js';
import { uuidV7, type Clock, type RandomBytes } from '@truc/base';
import * as v from 'valibot';
import {
  DeviceIdSchema,
  EnrolRequestSchema,
  LeaseRequestSchema,
  protocolVersion,
  PullRequestSchema,
  PushRequestSchema,
  type DeviceId,
  type ErrorBody,
  type ErrorCode,
  type LeaseRequest,
  type LeaseResponse,
  type ScopeHead,
  type ScopeId,
  type Witness,
} from '@truc/sync/protocol';
import {
  acceptPush,
  readPull,
  type Decider,
  type Judge,
  type LogStore,
  type Signatures,
  type Unseal,
} from '@truc/sync/server';
import type { MemoryEvidence } from './memory-evidence.ts';
import { enrolInMemory, type MemoryLogDisk } from './memory-log.ts';

export type TestRoute = 'enrol' | 'lease' | 'wiped' | 'push' | 'pull';
export type TestAnswer = { readonly isRefusal: boolean; readonly text: string };

/** One browser's cookies: which device it is, and whether a person is signed in. */
export type TestCookies = { dev: DeviceId | null; isSignedIn: boolean };

export interface TestServer {
  handle(route: TestRoute, text: string, cookies: TestCookies): Promise<TestAnswer>;
  /** Called after each commit with the heads to poke about. */
  onHeads: (heads: readonly ScopeHead[]) => void;
}

export type TestServerOptions = {
  readonly disk: MemoryLogDisk;
  readonly store: LogStore;
  readonly judge?: Judge;
  readonly decider?: Decider;
  readonly mayRead?: (scopes: readonly ScopeId[]) => Promise<ReadonlySet<ScopeId>>;
  /** Makes leases; without it the route is not there. */
  readonly lease?: (request: LeaseRequest) => LeaseResponse;
  /** The public key that leases are signed with, as it is named at an enrolment now. */
  readonly leaseKey?: () => string;
  /** Signs the heads; without it there is no evidence. */
  readonly evidence?: Pick<MemoryEvidence, 'verifierKey' | 'checkpointFor'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

/** Lets everything pass; what cannot be read goes to one quarantine. */
export const openJudge: Judge = {
  async decide(_dev, questions) {
    return questions.map(() => ({
      status: 'accepted',
      code: null,
      quarantine: 'quarantine:all' as ScopeId,
    }));
  },
};

/** A server without a key: what is sealed stays closed. */
export const openNothing: Unseal = () => Promise.resolve(null);

/** A server to which no device gave a key: nothing has to be signed. */
export const unsigned: Signatures = { check: () => Promise.resolve('keyless') };

export function createTestServer(options: TestServerOptions): TestServer {
  const { store, judge = openJudge, decider, evidence, clock } = options;
  const mayRead = options.mayRead ?? ((scopes) => Promise.resolve(new Set(scopes)));
  const ports = {
    store,
    judge,
    ...(decider && { decider }),
    ...(evidence && {
      checkpointFor: (witness: Witness | null, scopes: readonly ScopeId[]) =>
        evidence.checkpointFor(witness, scopes),
    }),
    mayRead,
    unseal: openNothing,
    signatures: unsigned,
    sha256,
    clock,
  };
  const server: TestServer = {
    onHeads: () => undefined,
    async handle(route, text, cookies) {
      const receivedAt = Math.round(clock.now());
      const json: unknown = JSON.parse(text);
      if (route === 'enrol') return enrol(v.parse(EnrolRequestSchema, json), cookies, options);
      if (route === 'pull') {
        if (!cookies.isSignedIn) return refusal('not_signed_in');
        return answer(await readPull({ request: v.parse(PullRequestSchema, json), receivedAt }, ports));
      }
      if (cookies.dev === null) return refusal('device_unknown');
      if (route === 'wiped')
        return answer({ v: protocolVersion, time: { recv: receivedAt, sent: receivedAt } });
      if (route === 'lease') {
        const lease = cookies.isSignedIn && options.lease?.(v.parse(LeaseRequestSchema, json));
        return lease ? answer(lease) : refusal(cookies.isSignedIn ? 'not_found' : 'not_signed_in');
      }
      const request = v.parse(PushRequestSchema, json);
      const pushed = await acceptPush({ request, device: cookies.dev, receivedAt }, ports);
      if (!pushed.ok) return refusalOf(pushed.error);
      server.onHeads(pushed.value.heads);
      return answer(pushed.value);
    },
  };
  return server;
}

/** Rules EN1 to EN3 in small: the cookie names the device, a lost or forked storage gets a new installation. */
function enrol(
  { known }: v.InferOutput<typeof EnrolRequestSchema>,
  cookies: TestCookies,
  { disk, evidence, leaseKey, clock, random }: TestServerOptions,
): TestAnswer {
  if (!cookies.isSignedIn) return refusal('not_signed_in');
  const dev = known?.dev ?? cookies.dev ?? v.parse(DeviceIdSchema, uuidV7(clock.now(), random));
  const taken = [...disk.installations.keys()].filter((key) => key.startsWith(dev)).length;
  const inst = known?.inst ?? taken + 1;
  enrolInMemory(disk, dev, inst);
  cookies.dev = dev;
  const now = Math.round(clock.now());
  const seal = { id: 'none', spki: '' };
  const isTrusted = evidence !== undefined || leaseKey !== undefined;
  const checkpoint = evidence?.verifierKey ?? null;
  const trust = isTrusted ? { checkpoint, lease: leaseKey?.() ?? '', seal } : null;
  return answer({ v: protocolVersion, dev, inst, trust, time: { recv: now, sent: now } });
}

function answer(value: unknown): TestAnswer {
  return { isRefusal: false, text: JSON.stringify(value) };
}

function refusal(code: ErrorCode): TestAnswer {
  return refusalOf({ code });
}

function refusalOf(error: ErrorBody): TestAnswer {
  return { isRefusal: true, text: JSON.stringify(error) };
}
