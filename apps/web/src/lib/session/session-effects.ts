import { exhaustive } from '@truc/base';
import { MeSchema, sessionsEndedAtOnce, type Me, type SignOutRequest } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { log } from '#lib/ports/log.ts';
import type { DoorMark } from '#lib/ports/session-storage/door-mark.ts';
import type { SignInMarks } from '#lib/ports/session-storage/sign-in-marks.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { Vault } from '#lib/ports/vault/vault-contract.ts';
import type { SessionEffect, SessionEvent } from './session-state.ts';
import { personOf } from './session-steps.ts';

export type SessionOptions = {
  readonly http: HttpClient;
  readonly store: Pick<
    SessionStore,
    | 'lastPerson'
    | 'readMe'
    | 'keepMe'
    | 'forgetPerson'
    | 'owesSignOut'
    | 'settleSignOut'
    | 'noteSignIn'
    | 'takeSession'
    | 'owedEnds'
    | 'forgetEnds'
    | 'wipe'
  >;
  readonly signIns: SignInMarks;
  readonly keyring: Keyring;
  readonly vault: Pick<Vault, 'persons' | 'create' | 'unlock' | 'unlockByPasskey' | 'forget'>;
  readonly handover: { isOpenSomewhere(): Promise<boolean>; ask(): Promise<boolean>; tell(): void };
  readonly mark: DoorMark;
  /**
   * Called when the person or his rights changed, with null when nobody works here any more. `unlocked`: by what lies here,
   * before the server was asked.
   */
  readonly onPerson: (me: Me | null, unlocked: boolean) => void;
};

type Send = (event: SessionEvent) => Promise<void>;

/** Does what follows from a transition. Resolves when all that follows from its answer is done too. */
export async function perform(options: SessionOptions, effect: SessionEffect, send: Send): Promise<void> {
  const { http, store, keyring, vault, handover, mark, onPerson } = options;
  switch (effect.do) {
    case 'mark':
      return mark.keep(effect.person);
    case 'open_bare_keys':
      return keyring.open({ person: effect.person, root: null, lease: null, scopes: [], sealer: null });
    case 'close_keys':
      return keyring.lock();
    case 'tell_tabs':
      return handover.tell();
    case 'follow':
      return onPerson(effect.me, effect.unlocked);
    case 'settle_debt':
      return store.settleSignOut();
    case 'wipe':
      return store.wipe();
    case 'ask_tabs':
      await handover.ask();
      return send({ ...effect, kind: 'tabs_answered' });
    case 'look':
      return send({ ...effect, kind: 'persons_read', persons: await vault.persons() });
    case 'read_kept':
      return send({ ...effect, kind: 'kept_read', me: await store.readMe() });
    case 'keep_me':
      await store.keepMe(effect.me);
      return send({ ...effect, kind: 'me_kept' });
    case 'keep_again':
      await store.keepMe(effect.me);
      return send({ ...effect, kind: 'kept_again' });
    case 'pay_debt':
      return payDebt(options, effect, send);
    case 'confirm_behind':
      void send({ kind: 'confirm_asked' });
      return;
    case 'ask_server': {
      // Whoever has a vault here is asked for his PIN.
      if (effect.looksFirst) await send({ kind: 'look_asked' });
      const answer = await http.request({ method: 'GET', path: '/api/me', answer: MeSchema });
      return send({ ...effect, kind: 'me_answered', answer });
    }
    case 'admit':
      await store.takeSession(effect.name);
      if (effect.withNewPin) await vault.forget(personOf(effect.me));
      await send({ kind: 'look_asked' });
      return send({ ...effect, kind: 'admitted' });
    case 'owe_end':
      return store.noteSignIn(effect.name);
    case 'note_leaving':
      return noteLeaving(options, effect, send);
    default:
      return exhaustive(effect);
  }
}

type EffectOf<Do extends SessionEffect['do']> = Extract<SessionEffect, { do: Do }>;

/** All tabs share what is owed: it is read where it lies. Sessions are named, so that none is ended which began since. */
async function payDebt(
  options: SessionOptions,
  { visit, departures, isForAnswer }: EffectOf<'pay_debt'>,
  send: Send,
): Promise<void> {
  const { store } = options;
  const owes = await store.owesSignOut();
  const { byCookie, names } = await readOwed(options);
  let isPaid = !byCookie || (await endSessions(options, {}));
  if (isPaid && names.length > 0) {
    isPaid = await endSessions(options, { sessions: [...names] });
    if (isPaid) await store.forgetEnds(names);
  }
  if (isPaid && owes) await send({ kind: 'debt_settled', departures });
  if (isForAnswer) await send({ kind: 'debt_asked', visit, isPaid });
}

/**
 * Without those whose sign-in some tab still waits for. One that is noted at the first reading and at the second was under way, if it
 * was at all, when the marks were read between them: a tab marks before it notes, and strikes out before it lets go.
 */
async function readOwed({ store, signIns }: SessionOptions) {
  const before = await store.owedEnds();
  const held = await signIns.held();
  const after = new Set((await store.owedEnds()).names);
  const names = before.names.filter((name) => after.has(name) && !held.has(name));
  return { byCookie: before.byCookie, names: names.slice(0, sessionsEndedAtOnce) };
}

async function endSessions({ http }: SessionOptions, body: SignOutRequest): Promise<boolean> {
  const answer = await http.request({ method: 'POST', path: '/api/sign-out', body, answer: null });
  return answer.ok || answer.error.code === 'not_signed_in';
}

async function noteLeaving(
  { store }: SessionOptions,
  { owes }: EffectOf<'note_leaving'>,
  send: Send,
): Promise<void> {
  try {
    await store.forgetPerson(owes);
  } catch (reason) {
    log.error('it could not be noted that somebody left', reason);
    await send({ kind: 'leaving_failed' });
    throw reason;
  }
  await send({ kind: 'leaving_noted' });
}
