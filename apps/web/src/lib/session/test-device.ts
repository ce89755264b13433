/**
 * A tablet, its server and a second tab for tests of who works here. What is asked of any of them is answered when the test
 * says so, in any order: that is what is tried, and no real store, vault or network could be made to.
 */
import { failure, ok, type Result } from '@truc/base';
import { MeSchema, type Me } from '@truc/domain/api';
import { PersonIdSchema, type PersonId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { HttpClient, HttpRequest } from '#lib/ports/http/http-client.ts';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import { Keyring, type OpenRing } from '#lib/ports/vault/keyring.ts';
import { pinAttempts, type VaultPerson } from '#lib/ports/vault/vault-contract.ts';
import type { SessionOptions } from './session-effects.ts';

export const [lan, quang, minh] = (['lan', 'quang', 'minh'] as const).map((id) =>
  v.parse(PersonIdSchema, id),
) as [PersonId, PersonId, PersonId];

export const rightPin = '739205';
export const root = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);

export type Before = {
  readonly vaults: readonly PersonId[];
  readonly last: PersonId | null;
  readonly owes: boolean;
  readonly marked: PersonId | null;
  /** Whose session the server knows. */
  readonly session: PersonId | null;
  /** Whose keys the second tab has open. */
  readonly otherTab: PersonId | null;
  readonly isLinked: boolean;
};

export function meOf(person: PersonId, position = ''): Me {
  return v.parse(MeSchema, {
    person: { id: person, name: person, position, agency: '' },
    roles: [],
    posts: [],
    people: {},
    viewsCameras: false,
  });
}

export function vaultOf(person: PersonId): VaultPerson {
  return { person, name: person, attemptsLeft: pinAttempts, hasPasskey: false };
}

export class TestDevice {
  readonly keyring = new Keyring();
  /** Moments of the test: grows with each thing that is begun. */
  now = 0;
  /** When what opened these keys was begun. */
  readonly openedAt = new WeakMap<OpenRing, number>();
  readonly vaults: Map<PersonId, VaultPerson>;
  readonly kept = new Map<PersonId, Me>();
  last: PersonId | null;
  owes: boolean;
  marked: VaultPerson | null;
  /** What the server knows; `begunAt`: when its sign-in was asked for. */
  session: { readonly person: PersonId; readonly begunAt: number } | null;
  otherTab: OpenRing | null = null;
  isLinked: boolean;
  followed: Me | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(before: Before) {
    this.vaults = new Map(before.vaults.map((person) => [person, vaultOf(person)]));
    for (const person of before.vaults) this.kept.set(person, meOf(person));
    this.last = before.last;
    this.owes = before.owes;
    this.marked = before.marked === null ? null : vaultOf(before.marked);
    this.session = before.session === null ? null : { person: before.session, begunAt: 0 };
    if (before.otherTab !== null) this.otherTab = this.#ringOf(before.otherTab, 0);
    this.isLinked = before.isLinked;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets one of the answers come that are on their way. */
  async answer(which: number): Promise<void> {
    const [next] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    next?.();
    await settled();
  }

  /** The second tab unlocks, and hands its keys over. */
  unlockElsewhere(person: PersonId): void {
    if (!this.vaults.has(person)) return;
    this.otherTab = this.#ringOf(person, this.now);
    const here = this.keyring.current?.person;
    if (here === undefined || here === person) this.keyring.open(this.otherTab);
  }

  lockElsewhere(): void {
    this.otherTab = null;
    this.keyring.lock();
  }

  options(): SessionOptions {
    return {
      http: this.#http(),
      store: this.#store(),
      keyring: this.keyring,
      vault: this.#vault(),
      handover: {
        isOpenSomewhere: () => this.#later(this.otherTab !== null),
        ask: async () => {
          const ring = await this.#later(this.otherTab);
          if (this.keyring.current === null && ring !== null && ring === this.otherTab)
            this.keyring.open(ring);
          return this.keyring.current !== null;
        },
        tell: () => (this.otherTab = this.otherTab === null ? null : this.keyring.current),
      },
      mark: { read: () => this.marked, keep: (person) => (this.marked = person) },
      onPerson: (me) => (this.followed = me),
    };
  }

  #store(): SessionOptions['store'] {
    return {
      lastPerson: () => this.#later(this.last === null ? null : { person: this.last, name: this.last }),
      owesSignOut: () => this.#later(this.owes),
      readMe: () => {
        const ring = this.keyring.current;
        const me = ring?.root ? (this.kept.get(ring.person) ?? null) : null;
        return this.#later(me && meOf(v.parse(PersonIdSchema, me.person.id), `kept ${this.now}`));
      },
      keepMe: (me) => {
        const ring = this.keyring.current;
        this.last = v.parse(PersonIdSchema, me.person.id);
        if (ring?.root) this.kept.set(ring.person, me);
        return this.#later(undefined);
      },
      forgetPerson: (owes) => {
        this.last = null;
        this.owes ||= owes;
        return this.#later(undefined);
      },
      settleSignOut: () => {
        this.owes = false;
        return this.#later(undefined);
      },
      wipe: () => {
        this.last = null;
        this.owes = false;
        this.kept.clear();
        return this.#later(undefined);
      },
    };
  }

  #vault(): SessionOptions['vault'] {
    const open = async (person: PersonId, isRight: boolean) => {
      const begun = this.now;
      await this.#later(undefined);
      if (!this.vaults.has(person)) return failure('no_vault');
      if (!isRight) return failure('wrong_pin');
      const ring = this.#ringOf(person, begun);
      this.keyring.open(ring);
      return ok(await this.#later(ring));
    };
    return {
      persons: () => this.#later([...this.vaults.values()]),
      unlock: (person, pin) => open(person, pin === rightPin),
      unlockByPasskey: (person) => open(person, true),
      create: async ({ person }) => {
        if (this.keyring.current?.person !== person) return false;
        await this.#later(undefined);
        this.vaults.set(person, vaultOf(person));
        const ring = this.keyring.current;
        if (ring.person === person) this.keyring.open({ ...ring, root });
        return true;
      },
      forget: (person) => {
        this.vaults.delete(person);
        return this.#later(undefined);
      },
    };
  }

  #http(): HttpClient {
    const reach = async ({
      path,
      body,
    }: HttpRequest<v.GenericSchema>): Promise<Result<unknown, HttpFailure>> => {
      const begunAt = this.now;
      await this.#later(undefined);
      if (!this.isLinked) return failure('unreachable');
      const answer = this.#serve(path, { body, begunAt });
      return this.#later(answer);
    };
    return {
      request: async (request) => {
        const answer = await reach(request);
        if (!answer.ok) return answer;
        return ok(v.parse(request.answer ?? v.any(), answer.value));
      },
    };
  }

  #serve(path: string, { body, begunAt }: { body: unknown; begunAt: number }): Result<unknown, HttpFailure> {
    if (path === '/api/sign-in') {
      const { username } = v.parse(v.looseObject({ username: PersonIdSchema }), body);
      this.session = { person: username, begunAt };
    }
    if (this.session === null) return failure('not_signed_in');
    const { person } = this.session;
    if (path === '/api/sign-out') this.session = null;
    return ok(meOf(person, `${path} ${begunAt}`));
  }

  #ringOf(person: PersonId, begun: number): OpenRing {
    const ring: OpenRing = { person, root, lease: null, scopes: [], sealer: null };
    this.openedAt.set(ring, begun);
    return ring;
  }

  #later<T>(value: T): Promise<T> {
    return new Promise((resolve) => this.#waiting.push(() => resolve(value)));
  }
}

/** Everything that follows without another answer has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
