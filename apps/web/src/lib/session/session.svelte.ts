import { ok, type Result } from '@truc/base';
import { MeSchema, type Me, type SignInRequest } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import { log } from '#lib/ports/log.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';

/**
 * Who is at this device. `isConfirmed` is false while only the kept answer of an earlier visit says so: the book opens
 * and takes entries then, and the server decides when it is reached.
 */
export type SessionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signed_out'; readonly because: 'nobody' | 'ended' | 'left' }
  | { readonly kind: 'signed_in'; readonly me: Me; readonly isConfirmed: boolean };

export type SessionOptions = {
  readonly http: HttpClient;
  readonly store: SessionStore;
  /** Called when the person or his rights changed, with null when nobody is signed in any more. */
  readonly onPerson: (me: Me | null) => void;
};

export class Session {
  state: SessionState = $state.raw({ kind: 'opening' });
  /** This device's own storage could not be read: nothing can be shown or kept safely. */
  openFailure = $state(false);
  #options: SessionOptions;
  /** Grows at each sign-in and sign-out here: an answer to an older question says nothing about now. */
  #visit = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get me(): Me | null {
    return this.state.kind === 'signed_in' ? this.state.me : null;
  }

  /** Opens with what is kept here, then asks the server. Resolves when the kept part is known. */
  async open(): Promise<void> {
    const { store } = this.#options;
    try {
      const [kept, owes] = await Promise.all([store.readMe(), store.owesSignOut()]);
      if (kept && !owes) this.#become(kept, false);
      void this.confirm();
    } catch (reason) {
      log.error('session storage does not open', reason);
      this.openFailure = true;
    }
  }

  /** Asks the server who is signed in. Without an answer everything stays as it is. */
  async confirm(): Promise<void> {
    if (!(await this.#payOwedSignOut())) {
      this.#leave('left');
      return;
    }
    const visit = this.#visit;
    const answer = await this.#options.http.request({ method: 'GET', path: '/api/me', answer: MeSchema });
    if (visit !== this.#visit) return;
    if (answer.ok) await this.#keepAndBecome(answer.value);
    else if (answer.error.code === 'not_signed_in') await this.handleSignedOut();
    else if (this.state.kind === 'opening') this.#leave('nobody');
  }

  async signIn(request: SignInRequest): Promise<Result<Me, HttpFailure>> {
    const { http, store } = this.#options;
    const answer = await http.request({
      method: 'POST',
      path: '/api/sign-in',
      body: request,
      answer: MeSchema,
    });
    if (!answer.ok) return answer;
    this.#visit += 1;
    // The new session replaced the one whose end was still owed.
    await store.settleSignOut();
    await this.#keepAndBecome(answer.value);
    return ok(answer.value);
  }

  /** Hides everything at once, also without the network; the server is told as soon as it is reached. */
  async signOut(): Promise<void> {
    this.#visit += 1;
    await this.#options.store.forgetPerson(true);
    this.#leave('left');
    await this.#payOwedSignOut();
  }

  /** The server says that nobody is signed in here. */
  async handleSignedOut(): Promise<void> {
    const wasSomebody = this.state.kind === 'signed_in';
    if (this.state.kind === 'signed_out') return;
    await this.#options.store.forgetPerson(false);
    this.#leave(wasSomebody ? 'ended' : 'nobody');
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

  async #keepAndBecome(me: Me): Promise<void> {
    if (this.me !== null && this.me.person.id !== me.person.id) await this.#options.store.forgetPerson(false);
    await this.#options.store.keepMe(me);
    this.#become(me, true);
  }

  #become(me: Me, isConfirmed: boolean): void {
    this.state = { kind: 'signed_in', me, isConfirmed };
    this.#options.onPerson(me);
  }

  #leave(because: 'nobody' | 'ended' | 'left'): void {
    if (this.state.kind === 'signed_out') return;
    this.state = { kind: 'signed_out', because };
    this.#options.onPerson(null);
  }
}
