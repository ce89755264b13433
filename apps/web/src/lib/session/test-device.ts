/**
 * A tablet, its server and a second tab for tests of who works here. What is asked of any of them is answered when the test
 * says so, in any order: that is what is tried, and no real store, vault or network could be made to.
 */
import { failure, ok, type Result } from '@truc/base';
import {
  MeSchema,
  SessionNameSchema,
  SignOutRequestSchema,
  type Me,
  type SessionName,
} from '@truc/domain/api';
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
  /** Whether the page that began the session gave it a name. */
  readonly isNamed: boolean;
  readonly marked: PersonId | null;
  /** Whose session the server knows. */
  readonly session: PersonId | null;
  /** Whose keys the second tab has open. */
  readonly otherTab: PersonId | null;
  readonly isLinked: boolean;
};

export type TestSession = { readonly person: PersonId; readonly begunAt: number };
type Served = { readonly body: unknown; readonly begunAt: number; readonly cookie: SessionName | null };
const SignInSchema = v.looseObject({ username: PersonIdSchema, sessionName: SessionNameSchema });

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
  owes: 'named' | true | null;
  /** What lies in the page's store: the session that stands here, and those whose end is owed. */
  standing: SessionName | null = null;
  readonly ends = new Set<SessionName>();
  /** What the server knows, and which names it was told to end; `jar`: whose cookie the browser has. */
  readonly sessions = new Map<SessionName, TestSession>();
  readonly #ended = new Set<SessionName>();
  readonly #held = new Set<SessionName>();
  jar: SessionName | null = null;
  marked: VaultPerson | null;
  otherTab: OpenRing | null = null;
  isLinked: boolean;
  followed: Me | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(before: Before) {
    this.vaults = new Map(before.vaults.map((person) => [person, vaultOf(person)]));
    for (const person of before.vaults) this.kept.set(person, meOf(person));
    this.last = before.last;
    this.owes = before.owes ? (before.isNamed ? 'named' : true) : null;
    this.marked = before.marked === null ? null : vaultOf(before.marked);
    if (before.session !== null) {
      this.jar = v.parse(SessionNameSchema, crypto.randomUUID());
      this.sessions.set(this.jar, { person: before.session, begunAt: 0 });
      if (before.isNamed && before.owes) this.ends.add(this.jar);
      else if (before.isNamed) this.standing = this.jar;
    }
    if (before.otherTab !== null) this.otherTab = this.#ringOf(before.otherTab, 0);
    this.isLinked = before.isLinked;
  }

  /** Whose cookie the browser has, while the server knows it. */
  get session(): TestSession | null {
    return (this.jar !== null && this.sessions.get(this.jar)) || null;
  }

  /** Whether the end of what the browser's cookie is of is noted as owed. */
  get owesEnd(): boolean {
    return this.owes === true || (this.jar !== null && this.ends.has(this.jar));
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
      signIns: {
        hold: async (name) => {
          this.#held.add(name);
          await this.#later(undefined);
          return () => this.#held.delete(name);
        },
        held: () => this.#later(new Set(this.#held)),
      },
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
      owesSignOut: () => this.#later(this.owes !== null),
      owedEnds: () => this.#later({ byCookie: this.owes === true, names: [...this.ends] }),
      noteSignIn: (name) => {
        this.ends.add(name);
        return this.#later(undefined);
      },
      forgetEnds: (names) => {
        for (const name of names) this.ends.delete(name);
        return this.#later(undefined);
      },
      takeSession: (name) => {
        this.#oweStanding();
        this.ends.delete(name);
        this.standing = name;
        this.owes = null;
        return this.#later(undefined);
      },
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
        if (owes) this.owes = this.#oweStanding() ? 'named' : true;
        return this.#later(undefined);
      },
      settleSignOut: () => {
        this.owes = null;
        return this.#later(undefined);
      },
      wipe: () => {
        this.last = null;
        this.owes = null;
        this.standing = null;
        this.ends.clear();
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
      const [begunAt, cookie] = [this.now, this.jar];
      await this.#later(undefined);
      if (!this.isLinked) return failure('unreachable');
      const answer = await this.#later(this.#serve(path, { body, begunAt, cookie }));
      // Lost on the way back, with its cookie.
      if (!this.isLinked) return failure('unreachable');
      if (path === '/api/sign-in' && answer.ok) this.jar = v.parse(SignInSchema, body).sessionName;
      return answer;
    };
    return {
      request: async (request) => {
        const answer = await reach(request);
        if (!answer.ok) return answer;
        return ok(v.parse(request.answer ?? v.any(), answer.value));
      },
    };
  }

  #serve(path: string, { body, begunAt, cookie }: Served): Result<unknown, HttpFailure> {
    if (path === '/api/sign-in') {
      const { username, sessionName } = v.parse(SignInSchema, body);
      if (cookie !== null) this.sessions.delete(cookie);
      if (this.#ended.has(sessionName)) return failure('not_signed_in');
      this.sessions.set(sessionName, { person: username, begunAt });
      return ok(meOf(username, `${path} ${begunAt}`));
    }
    const named = path === '/api/sign-out' ? v.parse(SignOutRequestSchema, body).sessions : undefined;
    for (const name of named ?? []) {
      // What it names is never what stands here.
      if (name === this.standing) throw new Error('a sign-out ends the session that stands');
      this.sessions.delete(name);
      this.#ended.add(name);
    }
    if (named !== undefined) return ok({});
    const session = cookie === null ? undefined : this.sessions.get(cookie);
    if (cookie === null || session === undefined) return failure('not_signed_in');
    if (path === '/api/sign-out') this.sessions.delete(cookie);
    return ok(meOf(session.person, `${path} ${begunAt}`));
  }

  #oweStanding(): boolean {
    if (this.standing === null) return false;
    this.ends.add(this.standing);
    this.standing = null;
    return true;
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
