import { failure, ok, type Result } from '@truc/base';
import { MeSchema, type Me, type SignInRequest } from '@truc/domain/api';
import { PersonIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import { log } from '#lib/ports/log.ts';
import type { DoorMark } from '#lib/ports/session-storage/door-mark.ts';
import type { KnownPerson, SessionStore } from '#lib/ports/session-storage/session-store.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { PasskeyFailure } from '#lib/ports/vault/passkeys.ts';
import type { UnlockFailure, Vault, VaultPerson } from '#lib/ports/vault/vault-contract.ts';

/** `wiped`: the server had this device emptied. */
type SignedOutBecause = 'nobody' | 'ended' | 'left' | 'wiped';

/**
 * Who is at this device. `isConfirmed` is false while only the kept answer of an earlier visit says so: the book opens
 * and takes entries then, and the server decides when it is reached. `locked`: his vault is here and asks for the PIN;
 * `hasPassword`: he has just proven himself by his password and may set another PIN.
 */
export type SessionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signed_out'; readonly because: SignedOutBecause }
  | { readonly kind: 'locked'; readonly who: KnownPerson; readonly hasPassword: boolean }
  | { readonly kind: 'signed_in'; readonly me: Me; readonly isConfirmed: boolean };

export type UnlockBy = { readonly pin: string } | { readonly passkey: true };

export type SessionOptions = {
  readonly http: HttpClient;
  readonly store: SessionStore;
  readonly keyring: Keyring;
  readonly vault: Vault;
  readonly handover: { isOpenSomewhere(): Promise<boolean>; ask(): Promise<boolean>; tell(): void };
  readonly mark: DoorMark;
  /**
   * Called when the person or his rights changed, with null when nobody works here any more. `unlocked`: by what lies here,
   * before the server was asked.
   */
  readonly onPerson: (me: Me | null, unlocked: boolean) => void;
};

export class Session {
  state: SessionState = $state.raw({ kind: 'opening' });
  /** This device's own storage could not be read: nothing can be shown or kept safely. */
  openFailure = $state(false);
  /** People whose vaults are on this device. */
  persons: readonly VaultPerson[] = $state.raw([]);
  #options: SessionOptions;
  /** Grows at each sign-in, sign-out and lock here: an answer to an older question says nothing about now. */
  #visit = 0;
  /** Whoever unlocks here becomes the one who works here by that: the news of his keys says nothing more. */
  #isUnlocking = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    // Another tab locked or left; or one unlocked what waits for a PIN here.
    options.keyring.subscribe(() => void this.#followKeys());
  }

  get me(): Me | null {
    return this.state.kind === 'signed_in' ? this.state.me : null;
  }

  /**
   * Opens with what other tabs hand over or the kept vault asks for, then asks the server. Ends as soon as somebody can be asked
   * for his PIN: what lies in the databases is looked at behind that.
   */
  async open(): Promise<void> {
    const opened = this.#openKept();
    if (!(await this.#askForMarked())) await opened;
  }

  /** Asks the server who is signed in. Without an answer everything stays as it is. */
  async confirm(): Promise<void> {
    if (!(await this.#payOwedSignOut())) {
      // Whoever opened his vault here since works on: the session that is still owed was another's.
      if (this.#options.keyring.current === null) this.#leave('left');
      return;
    }
    const visit = this.#visit;
    const answer = await this.#options.http.request({ method: 'GET', path: '/api/me', answer: MeSchema });
    if (visit !== this.#visit || this.state.kind === 'locked') return;
    if (answer.ok) await this.#meet(answer.value, { hasPassword: false });
    else if (answer.error.code === 'not_signed_in') await this.handleSignedOut();
    else if (this.state.kind === 'opening') this.#leave('nobody');
  }

  /** `withNewPin`: he forgot his PIN; his vault is made anew. */
  async signIn(request: SignInRequest, withNewPin = false): Promise<Result<Me, HttpFailure>> {
    const { http, store, vault, keyring } = this.#options;
    const answer = await http.request({
      method: 'POST',
      path: '/api/sign-in',
      body: request,
      answer: MeSchema,
    });
    if (!answer.ok) return answer;
    this.#visit += 1;
    if (keyring.current !== null) keyring.lock();
    // The new session replaced the one whose end was still owed.
    await store.settleSignOut();
    if (withNewPin) await vault.forget(v.parse(PersonIdSchema, answer.value.person.id));
    await this.look();
    await this.#meet(answer.value, { hasPassword: true });
    return ok(answer.value);
  }

  /** Opens a person's vault, by his PIN or his passkey. What he sees first is what was kept; the server is asked behind it. */
  async unlock(who: KnownPerson, by: UnlockBy): Promise<Result<null, UnlockFailure | PasskeyFailure>> {
    const { vault, store, handover } = this.#options;
    this.#isUnlocking = true;
    const opened = await (
      'pin' in by ? vault.unlock(who.person, by.pin) : vault.unlockByPasskey(who.person)
    ).finally(() => (this.#isUnlocking = false));
    if (!opened.ok) {
      await this.look();
      // Another tab may have opened it meanwhile.
      await this.#followKeys();
      return opened;
    }
    this.#visit += 1;
    handover.tell();
    const kept = await store.readMe();
    if (kept !== null) await this.#keepAndBecome(kept, false);
    else {
      this.state = { kind: 'opening' };
      void this.confirm();
    }
    return ok(null);
  }

  /** Sets the PIN of whoever works here: from now on he opens this device without the network. */
  async setPin(pin: string): Promise<Result<null, { readonly code: 'no_lease' }>> {
    const { vault, store, handover } = this.#options;
    const me = this.me;
    if (me === null) return failure('no_lease');
    const owner = { person: v.parse(PersonIdSchema, me.person.id), name: me.person.name };
    if (!(await vault.create(owner, pin))) return failure('no_lease');
    handover.tell();
    await this.look();
    await store.keepMe(me);
    // What was loaded before there was a vault was kept nowhere.
    this.#options.onPerson(me, false);
    return ok(null);
  }

  /** Closes the keys in all tabs; who works here stays, and is asked for his PIN. */
  lock(): void {
    const { keyring, handover } = this.#options;
    if (!this.canLock) return;
    this.#visit += 1;
    keyring.lock();
    handover.tell();
  }

  get canLock(): boolean {
    return this.me !== null && this.persons.some(({ person }) => person === this.me?.person.id);
  }

  /** Who keeps a book keeps it also without the network: that takes a PIN on this device, and he has none here. */
  get needsPin(): boolean {
    return this.me !== null && this.me.posts.some(({ write }) => write) && !this.canLock;
  }

  /** Hides everything at once, also without the network; the server is told as soon as it is reached. */
  async signOut(): Promise<void> {
    const { store, keyring, handover, mark } = this.#options;
    this.#visit += 1;
    mark.keep(null);
    await store.forgetPerson(true);
    this.#leave('left');
    keyring.lock();
    handover.tell();
    await this.#payOwedSignOut();
  }

  /** The server says that nobody is signed in here. */
  async handleSignedOut(): Promise<void> {
    const wasSomebody = this.state.kind === 'signed_in';
    if (this.state.kind === 'signed_out' || this.state.kind === 'locked') return;
    const { store, keyring, handover } = this.#options;
    await store.forgetPerson(false);
    this.#leave(wasSomebody ? 'ended' : 'nobody');
    keyring.lock();
    handover.tell();
  }

  /** The server had this device emptied: nothing that was kept is here any more, and nobody works here. */
  async handleWiped(): Promise<void> {
    const { store, keyring, handover } = this.#options;
    this.#visit += 1;
    this.#leave('wiped');
    keyring.lock();
    handover.tell();
    await store.wipe();
    await this.look();
  }

  /** Looks again whose vaults are here, and what opens them. */
  async look(): Promise<void> {
    this.persons = await this.#options.vault.persons();
    this.#noteMark();
  }

  async #openKept(): Promise<void> {
    const { store, handover, mark } = this.#options;
    try {
      const [last, owes] = await Promise.all([store.lastPerson(), store.owesSignOut(), this.look()]);
      const asked = this.state.kind === 'locked' ? this.state.who.person : null;
      // As it was marked; or whoever was asked by the mark was quicker than the databases.
      if (this.#isUnlocking || this.me !== null || (asked !== null && this.#isLast(asked, last, owes)))
        return;
      if (asked !== null) {
        mark.keep(null);
        this.state = { kind: 'opening' };
      }
      if (!owes && last !== null && !(await handover.ask())) this.#askForPin(last);
      if (this.state.kind !== 'locked') await this.confirm();
    } catch (reason) {
      log.error('session storage does not open', reason);
      this.state = { kind: 'opening' };
      this.openFailure = true;
    }
  }

  #isLast(asked: string, last: KnownPerson | null, owes: boolean): boolean {
    return !owes && last?.person === asked && this.persons.some(({ person }) => person === asked);
  }

  /** True when somebody is asked for his PIN by what was marked. Not where another tab may hand over its keys. */
  async #askForMarked(): Promise<boolean> {
    const { mark, handover } = this.#options;
    const marked = mark.read();
    if (marked === null || (await handover.isOpenSomewhere()) || this.state.kind !== 'opening') return false;
    const { person, name } = marked;
    // The databases may have been quicker: they know everybody.
    if (this.persons.length === 0) this.persons = [marked];
    this.state = { kind: 'locked', who: { person, name }, hasPassword: false };
    return true;
  }

  /** Who is asked for his PIN when this device is started again. */
  #noteMark(): void {
    const who = this.state.kind === 'locked' ? this.state.who.person : this.me?.person.id;
    if (who === undefined) return;
    this.#options.mark.keep(this.persons.find(({ person }) => person === who) ?? null);
  }

  #askForPin(last: KnownPerson): void {
    const known = this.persons.some(({ person }) => person === last.person);
    if (!known) return;
    this.state = { kind: 'locked', who: last, hasPassword: false };
    this.#noteMark();
  }

  async #followKeys(): Promise<void> {
    const ring = this.#options.keyring.current;
    if (ring === null) {
      const me = this.me;
      if (me === null) return;
      const who = { person: v.parse(PersonIdSchema, me.person.id), name: me.person.name };
      this.state = { kind: 'locked', who, hasPassword: false };
      this.#options.onPerson(null, false);
      return;
    }
    if (this.#isUnlocking || this.state.kind !== 'locked' || this.state.who.person !== ring.person) return;
    const kept = await this.#options.store.readMe();
    if (kept !== null && this.state.kind === 'locked') await this.#keepAndBecome(kept, false);
  }

  /** False while the server still believes in a session that was ended here. */
  async #payOwedSignOut(): Promise<boolean> {
    const { http, store } = this.#options;
    if (!(await store.owesSignOut())) return true;
    const answer = await http.request({ method: 'POST', path: '/api/sign-out', body: {}, answer: null });
    if (!answer.ok && answer.error.code !== 'not_signed_in') return false;
    await store.settleSignOut();
    return true;
  }

  /** The server says who is signed in: he works here at once, unless his vault asks for the PIN first. */
  async #meet(me: Me, { hasPassword }: { hasPassword: boolean }): Promise<void> {
    const { keyring } = this.#options;
    const person = v.parse(PersonIdSchema, me.person.id);
    const ring = keyring.current;
    if (ring !== null && ring.person !== person) {
      // Somebody unlocked here while the server still knows another: his session is not this one's.
      await this.#options.store.forgetPerson(true);
      return this.#leaveLocked();
    }
    if (ring === null) {
      if (this.persons.some((one) => one.person === person)) {
        this.state = { kind: 'locked', who: { person, name: me.person.name }, hasPassword };
        return;
      }
      keyring.open({ person, root: null, lease: null, scopes: [], sealer: null });
    }
    await this.#keepAndBecome(me, true);
  }

  async #leaveLocked(): Promise<void> {
    this.#leave('ended');
    this.#options.keyring.lock();
    this.#options.handover.tell();
    await this.#payOwedSignOut();
  }

  async #keepAndBecome(me: Me, isConfirmed: boolean): Promise<void> {
    const visit = this.#visit;
    if (isConfirmed) await this.#options.store.keepMe(me);
    // Signed out or locked meanwhile: nobody comes back by an answer that was on its way.
    if (visit !== this.#visit) return;
    this.state = { kind: 'signed_in', me, isConfirmed };
    this.#noteMark();
    this.#options.onPerson(me, !isConfirmed);
  }

  #leave(because: SignedOutBecause): void {
    this.#options.mark.keep(null);
    if (this.state.kind === 'signed_out') return;
    this.state = { kind: 'signed_out', because };
    this.#options.onPerson(null, false);
  }
}
