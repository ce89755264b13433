import { failure, ok, type Result } from '@truc/base';
import { MeSchema, SessionNameSchema, type Me, type SignInRequest } from '@truc/domain/api';
import * as v from 'valibot';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import { log } from '#lib/ports/log.ts';
import type { KnownPerson } from '#lib/ports/session-storage/session-store.ts';
import type { PasskeyFailure } from '#lib/ports/vault/passkeys.ts';
import type { UnlockFailure, VaultPerson } from '#lib/ports/vault/vault-contract.ts';
import { perform, type SessionOptions } from './session-effects.ts';
import { initialFacts, type SessionEvent, type SessionFacts, type SessionState } from './session-state.ts';
import { personOf } from './session-steps.ts';
import { transition } from './session-transition.ts';

export type UnlockBy = { readonly pin: string } | { readonly passkey: true };

/** Who works at this device, as pages see it. What comes of what is decided in `session-transition.ts`. */
export class Session {
  state: SessionState = $state.raw({ kind: 'opening' });
  /** This device's own storage could not be read: nothing can be shown or kept safely. */
  openFailure = $state(false);
  /** People whose vaults are on this device. */
  persons: readonly VaultPerson[] = $state.raw([]);
  #facts: SessionFacts;
  #options: SessionOptions;

  constructor(options: SessionOptions) {
    const { keyring } = options;
    this.#options = options;
    this.#facts = initialFacts(keyring.current?.person ?? null);
    // Another tab locked or left; or one unlocked what waits for a PIN here.
    keyring.subscribe(
      () => void this.#send({ kind: 'keys_changed', person: keyring.current?.person ?? null }),
    );
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
    await this.#openMarked();
    if (this.state.kind !== 'locked') await opened;
  }

  /** Asks the server who is signed in. Without an answer everything stays as it is. */
  confirm(): Promise<void> {
    return this.#send({ kind: 'confirm_asked' });
  }

  /** `withNewPin`: he forgot his PIN; his vault is made anew. What of it is lost on the way is ended as soon as the server is reached. */
  async signIn(credentials: SignInRequest, withNewPin = false): Promise<Result<Me, HttpFailure>> {
    const { http, store, signIns } = this.#options;
    const { departures } = this.#facts;
    const name = v.parse(SessionNameSchema, crypto.randomUUID());
    const letGo = await signIns.hold(name);
    try {
      await store.noteSignIn(name);
      const body: SignInRequest = { ...credentials, sessionName: name };
      const answer = await http.request({ method: 'POST', path: '/api/sign-in', body, answer: MeSchema });
      if (answer.ok)
        await this.#send({ kind: 'sign_in_answered', departures, name, me: answer.value, withNewPin });
      else if (mayHaveBegun(answer.error)) await store.noteSignIn(name);
      else await store.forgetEnds([name]);
      return answer;
    } finally {
      letGo();
      void this.#send({ kind: 'sign_in_over' });
    }
  }

  /** Opens a person's vault, by his PIN or his passkey. What he sees first is what was kept; the server is asked behind it. */
  async unlock({ person }: KnownPerson, by: UnlockBy): Promise<Result<null, UnlockFailure | PasskeyFailure>> {
    const { vault } = this.#options;
    const { departures } = this.#facts;
    void this.#send({ kind: 'unlock_begun' });
    let isOpen = false;
    try {
      const opened = await ('pin' in by ? vault.unlock(person, by.pin) : vault.unlockByPasskey(person));
      isOpen = opened.ok;
      return opened.ok ? ok(null) : opened;
    } finally {
      await this.#send(isOpen ? { kind: 'unlocked', departures, person } : { kind: 'unlock_failed' });
    }
  }

  /** Sets the PIN of whoever works here: from now on he opens this device without the network. */
  async setPin(pin: string): Promise<Result<null, { readonly code: 'no_lease' }>> {
    const { me } = this;
    if (me === null) return failure('no_lease');
    const { visit } = this.#facts;
    const owner = { person: personOf(me), name: me.person.name };
    if (!(await this.#options.vault.create(owner, pin))) return failure('no_lease');
    await this.#send({ kind: 'pin_set', visit });
    return ok(null);
  }

  /** Closes the keys in all tabs; who works here stays, and is asked for his PIN. */
  lock(): void {
    if (this.canLock) void this.#send({ kind: 'lock_asked' });
  }

  get canLock(): boolean {
    return this.me !== null && this.persons.some(({ person }) => person === this.me?.person.id);
  }

  /** Who keeps a book keeps it also without the network: that takes a PIN on this device, and he has none here. */
  get needsPin(): boolean {
    return this.me !== null && this.me.posts.some(({ write }) => write) && !this.canLock;
  }

  /** Hides everything, also without the network, as soon as it is noted here; the server is told when it is reached. */
  signOut(): Promise<void> {
    return this.#send({ kind: 'sign_out_asked' });
  }

  /** The server had this device emptied: nothing that was kept is here any more, and nobody works here. */
  handleWiped(): Promise<void> {
    return this.#send({ kind: 'wiped' });
  }

  /** Looks again whose vaults are here, and what opens them. */
  look(): Promise<void> {
    return this.#send({ kind: 'look_asked' });
  }

  async #openKept(): Promise<void> {
    const { store } = this.#options;
    try {
      const [last, owes] = await Promise.all([store.lastPerson(), store.owesSignOut(), this.look()]);
      await this.#send({ kind: 'databases_read', last, owes });
    } catch (reason) {
      log.error('session storage does not open', reason);
      await this.#send({ kind: 'storage_failed' });
    }
  }

  /** Not where another tab may hand over its keys. */
  async #openMarked(): Promise<void> {
    const { mark, handover } = this.#options;
    const person = mark.read();
    if (person !== null && !(await handover.isOpenSomewhere())) await this.#send({ kind: 'marked', person });
  }

  /** What follows is begun in its order, and at once: no other event comes between the facts and their keys. */
  async #send(event: SessionEvent): Promise<void> {
    const { facts, effects } = transition(this.#facts, event);
    this.#facts = facts;
    this.state = facts.shown;
    this.persons = facts.persons;
    this.openFailure = facts.hasStorageFailed;
    await Promise.all(effects.map((effect) => perform(this.#options, effect, (next) => this.#send(next))));
  }
}

/** Whether a session may stand on the server all the same: nothing told that the sign-in was refused. */
function mayHaveBegun({ code }: HttpFailure): boolean {
  return ['unreachable', 'timeout', 'bad_answer', 'unavailable', 'internal'].includes(code);
}
