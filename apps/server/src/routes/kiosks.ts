import type { Clock } from '@truc/base';
import {
  AskingSchema,
  PairKioskSchema,
  RenameKioskSchema,
  RevokeKioskSchema,
  type AskingScreen,
  type KioskAnswer,
  type KiosksResponse,
  type KioskSummary,
  type PairKiosk,
} from '@truc/domain/api';
import {
  decideKioskChange,
  decidePairing,
  kioskStateOf,
  type Kiosk,
  type KioskChange,
} from '@truc/domain/kiosk';
import { ViewingPurposeSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import type { Audit, AuditLine } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import { kioskDeskOf, type KioskDesk } from '../kiosk/kiosk-rights.ts';
import type { KioskStore } from '../kiosk/kiosk-store.ts';
import type { Pairings } from '../kiosk/pairings.ts';
import type { WallPresence } from '../kiosk/wall-presence.ts';

export type KioskRouteParts = {
  readonly kiosks: KioskStore;
  readonly pairings: Pairings;
  readonly presence: WallPresence;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Stops the bytes of what this kiosk shows, and closes its sockets. */
  readonly endKiosk: (id: string) => void;
  readonly hintKiosk: (id: string) => void;
};

/**
 * `/api/kiosks`: displays with an account of their own. Somebody with the right answers for a screen that shows a code (`/pair`,
 * after he was told which one it is, `/asking`), names it anew (`/rename`), takes it off (`/revoke`). To everybody else there is
 * no such screen.
 */
export function kioskRoutes(parts: KioskRouteParts): readonly MountedRoute[] {
  const limits = { versions: null, limitBytes: 24 * 1024 };
  return [
    getRoute({ path: '/api/kiosks', guard: 'session' }, async ({ caller }) => list(caller.person, parts)),
    postRoute(
      { path: '/api/kiosks/asking', guard: 'session', body: { schema: AskingSchema, ...limits } },
      async ({ caller, body, request }) => {
        const { desk, register } = await openDesk(caller.person, parts);
        const act = { person: caller.person, object: null, address: request.ip };
        if (!mayPairAny(desk, register)) return turnDown(act, parts);
        const found = findScreen(body.code, caller.person, parts);
        if ('refused' in found) return found;
        const { address, browser, askedAt } = found;
        return { address, browser, askedAt } satisfies AskingScreen;
      },
    ),
    postRoute(
      { path: '/api/kiosks/pair', guard: 'session', body: { schema: PairKioskSchema, ...limits } },
      async ({ caller, body, request }) => pair(body, { person: caller.person, address: request.ip }, parts),
    ),
    postRoute(
      { path: '/api/kiosks/rename', guard: 'session', body: { schema: RenameKioskSchema, ...limits } },
      async ({ caller, body, request }) => {
        const { id, name, place } = body;
        const change = { kind: 'renamed', name, place, by: caller.person } as const;
        const answer = await alter({ id, change, address: request.ip }, parts);
        if ('outcome' in answer && answer.outcome === 'done') parts.hintKiosk(id);
        return answer;
      },
    ),
    postRoute(
      { path: '/api/kiosks/revoke', guard: 'session', body: { schema: RevokeKioskSchema, ...limits } },
      async ({ caller, body, request }) => {
        const { id, reason } = body;
        const change = { kind: 'revoked', reason, by: caller.person } as const;
        const answer = await alter({ id, change, address: request.ip }, parts);
        if ('outcome' in answer && answer.outcome === 'done') parts.endKiosk(id);
        return answer;
      },
    ),
  ];
}

type Desk = { readonly register: Register; readonly rights: Rights; readonly desk: KioskDesk };
type Who = { readonly person: string; readonly address: string };

async function openDesk(person: string, { registers, clock }: KioskRouteParts): Promise<Desk> {
  const register = await registers.current();
  const rights = rightsOf(register, person, clock);
  return { register, rights, desk: kioskDeskOf(register, rights) };
}

function mayPairAny(desk: KioskDesk, { posts }: Register): boolean {
  return desk.mayPair(null) || [...posts.keys()].some((post) => desk.mayPair(post));
}

function findScreen(code: string, person: string, { pairings }: KioskRouteParts) {
  const waitMs = pairings.guessWaitMs(person);
  if (waitMs > 0) return refuse('too_many_requests', { retryAfterMs: waitMs });
  return pairings.find(code, person) ?? refuse('not_found');
}

async function list(person: string, parts: KioskRouteParts): Promise<KiosksResponse> {
  const { register, desk } = await openDesk(person, parts);
  const kiosks = (await parts.kiosks.list())
    .filter((kiosk) => desk.mayRevoke(kiosk))
    .map((kiosk) => summaryOf(kiosk, register, parts))
    .toSorted((a, b) => order(a) - order(b) || b.pairedAt - a.pairedAt);
  const posts = [...register.posts.values()].filter(({ id }) => desk.mayPair(id));
  return { kiosks, posts, ownPlace: desk.mayPair(null) };
}

function order({ state }: KioskSummary): number {
  return state === 'paired' ? 0 : 1;
}

async function pair(body: PairKiosk, who: Who, parts: KioskRouteParts): Promise<KioskAnswer | Refusal> {
  const { register, rights, desk } = await openDesk(who.person, parts);
  const { id, code, ...pairing } = body;
  const act = { ...who, object: id };
  const isHis = (camera: string) => {
    const found = register.cameras.get(camera);
    return found !== undefined && found.sensitive !== true && rights.mayView(found).ok;
  };
  const isPermitted =
    desk.mayPair(pairing.post) && pairing.cameras.every(isHis) && v.is(ViewingPurposeSchema, pairing.purpose);
  if (!isPermitted) return turnDown(act, parts);
  const screen = findScreen(code, who.person, parts);
  if ('refused' in screen)
    return screen.refused.code === 'not_found' ? { outcome: 'code_unknown', kiosk: null } : screen;
  const decided = decidePairing({ ...pairing, kiosk: id, by: who.person }, parts.clock.now());
  if (!decided.ok) return refuse('unparseable', { detail: decided.error.code });
  // Before anything is awaited: of two who use one code, one finds it gone.
  parts.pairings.take(code);
  const isWritten = await parts.kiosks.append(decided.value, screen.tokenHash);
  if (isWritten)
    await parts.audit.write([
      {
        ...act,
        action: 'pair_kiosk',
        outcome: 'granted',
        detail: { name: pairing.name, screen: screen.address, cameras: pairing.cameras.length },
      },
    ]);
  const kiosk = await parts.kiosks.find(id);
  const isMine = kiosk !== null && desk.mayRevoke(kiosk);
  return {
    outcome: isWritten ? 'done' : 'changed',
    kiosk: isMine ? summaryOf(kiosk, register, parts) : null,
  };
}

type Alteration = { readonly id: string; readonly change: KioskChange; readonly address: string };

async function alter(
  { id, change, address }: Alteration,
  parts: KioskRouteParts,
): Promise<KioskAnswer | Refusal> {
  const { register, desk } = await openDesk(change.by, parts);
  const kiosk = await parts.kiosks.find(id);
  const act = { person: change.by, object: id, address };
  if (kiosk === null || !desk.mayRevoke(kiosk)) return turnDown(act, parts);
  const decided = decideKioskChange(kiosk, change, parts.clock.now());
  const isWritten = decided.ok && (await parts.kiosks.append(decided.value));
  if (isWritten)
    await parts.audit.write([
      { ...act, action: 'change_kiosk', outcome: 'granted', detail: { change: change.kind } },
    ]);
  const now = (await parts.kiosks.find(id)) ?? kiosk;
  return { outcome: isWritten ? 'done' : 'changed', kiosk: summaryOf(now, register, parts) };
}

function summaryOf(kiosk: Kiosk, { people }: Register, { presence, clock }: KioskRouteParts): KioskSummary {
  const { id, name, place, post, purpose, cameras, owner, pairedAt, until, revoked } = kiosk;
  const nameOf = (person: string) => people.get(person)?.name ?? person;
  return {
    id,
    name,
    place,
    post,
    purpose,
    cameras: cameras.length,
    owner: nameOf(owner),
    pairedAt,
    until,
    state: kioskStateOf(kiosk, clock.now()),
    revoked: revoked === null ? null : { ...revoked, by: nameOf(revoked.by) },
    seenAt: presence.shownOn(id)?.at ?? null,
  };
}

async function turnDown(
  act: Pick<AuditLine, 'person' | 'object'> & { readonly address: string },
  { audit }: KioskRouteParts,
): Promise<Refusal> {
  await audit.write([{ ...act, action: 'change_kiosk', outcome: 'denied', code: 'not_permitted' }]);
  return refuse('not_found');
}
