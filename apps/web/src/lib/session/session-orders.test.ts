import type { PersonId } from '@truc/sync/protocol';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Session } from './session.svelte.ts';
import { lan, minh, quang, rightPin, settled, TestDevice, type Before } from './test-device.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);

const keepers = fc.constantFrom(lan, quang);
const orNobody = <T>(who: fc.Arbitrary<T>) => fc.option(who, { nil: null });
const before: fc.Arbitrary<Before> = fc
  .record({
    vaults: fc.subarray([lan, quang]),
    last: orNobody(keepers),
    owes: fc.boolean(),
    isNamed: fc.boolean(),
    marked: orNobody(keepers),
    session: orNobody(fc.constantFrom(lan, quang, minh)),
    otherTab: orNobody(keepers),
    isLinked: fc.boolean(),
  })
  .map((one) => ({
    ...one,
    otherTab: one.otherTab !== null && one.vaults.includes(one.otherTab) ? one.otherTab : null,
  }));

type Act =
  | { readonly do: 'sign_in'; readonly person: PersonId; readonly withNewPin: boolean }
  | { readonly do: 'unlock'; readonly person: PersonId; readonly isRight: boolean }
  | { readonly do: 'unlock_elsewhere'; readonly person: PersonId }
  | { readonly do: 'answer'; readonly which: number }
  | { readonly do: (typeof plain)[number] };
const plain = [
  ...(['confirm', 'look', 'lock', 'sign_out', 'set_pin', 'wipe'] as const),
  ...(['lock_elsewhere', 'link', 'end_session'] as const),
];
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...plain) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('sign_in' as const),
      person: fc.constantFrom(lan, quang, minh),
      withNewPin: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('unlock' as const), person: keepers, isRight: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlock_elsewhere' as const), person: keepers }) },
);

it('whatever comes in whatever order, nobody works here who has no keys, left or was locked, and no debt is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(before, fc.array(act, { maxLength: 50 }), async (start, acts) => {
      const story = new Story(start);
      await story.begin();
      for (const one of acts) await story.play(one);
      await story.end();
    }),
    { numRuns: 1_500 },
  );
});

/** One visit after another on one tablet, and what must hold in each moment of it. */
class Story {
  readonly #device: TestDevice;
  readonly #session: Session;
  #me: Session['me'] = null;
  #leftAt = -1;
  /** When each gave his right PIN here last. */
  readonly #provenAt = new Map<PersonId, number>();
  #lockedAt = -1;
  /** Sessions whose end was asked for here, and noted. */
  readonly #departed = new Set<TestDevice['session']>();
  /** Wiped, and nobody has come since. */
  #isEmptied = false;
  #wasWiped = false;
  #signIns = 0;
  #persons: Session['persons'] = [];
  #open = 0;

  constructor(start: Before) {
    this.#device = new TestDevice(start);
    this.#session = new Session(this.#device.options());
  }

  async begin(): Promise<void> {
    this.#run(this.#session.open());
    await this.#look();
  }

  async play(one: Act): Promise<void> {
    this.#device.now += 1;
    this.#do(one);
    if (one.do === 'answer') await this.#device.answer(one.which);
    await this.#look();
  }

  /** All that was asked is answered: nothing is open, and nobody waits before a page that opens. */
  async end(): Promise<void> {
    while (this.#device.waiting > 0) await this.play({ do: 'answer', which: 0 });
    const { owesEnd, session, vaults, marked } = this.#device;
    const { state, persons } = this.#session;
    expect(this.#open).toBe(0);
    expect(state.kind).not.toBe('opening');
    expect(persons).toEqual([...vaults.values()]);
    // No keys stay open where nobody is signed in, nor another's where somebody is asked for his PIN.
    const open = this.#device.keyring.current?.person;
    if (state.kind === 'signed_out') expect(open).toBeUndefined();
    if (state.kind === 'locked') expect([undefined, state.who.person]).toContain(open);
    if (session !== null && session.begunAt <= this.#leftAt) expect(owesEnd).toBe(true);
    if (state.kind === 'signed_in') expect([undefined, state.me.person.id]).toContain(marked?.person);
    await this.#expectNothingLeft();
  }

  /** With a link, no session stands on the server but the one here, whatever was lost on the way. */
  async #expectNothingLeft(): Promise<void> {
    this.#device.isLinked = true;
    this.#run(this.#session.confirm());
    await settled();
    while (this.#device.waiting > 0) await this.play({ do: 'answer', which: 0 });
    const { sessions, standing, jar } = this.#device;
    const left = [...sessions.keys()].filter((name) => name !== standing && name !== jar);
    if (!this.#wasWiped) expect(left).toEqual([]);
  }

  #do(one: Act): void {
    const { now } = this.#device;
    switch (one.do) {
      case 'sign_in':
        this.#isEmptied = false;
        this.#signIns += 1;
        this.#run(
          this.#session
            .signIn({ username: one.person, password: 'x' }, one.withNewPin)
            .finally(() => (this.#signIns -= 1)),
        );
        break;
      case 'unlock': {
        const who = { person: one.person, name: one.person };
        if (one.isRight) this.#provenAt.set(one.person, now);
        this.#run(this.#session.unlock(who, { pin: one.isRight ? rightPin : '000001' }));
        break;
      }
      case 'unlock_elsewhere':
        return this.#device.unlockElsewhere(one.person);
      case 'lock_elsewhere':
        if (this.#device.keyring.current !== null) this.#lockedAt = now;
        return this.#device.lockElsewhere();
      case 'lock':
        if (this.#session.canLock) this.#lockedAt = now;
        return this.#session.lock();
      case 'sign_out': {
        this.#leftAt = now;
        const { session } = this.#device;
        this.#run(this.#session.signOut().then(() => this.#departed.add(session)));
        break;
      }
      case 'set_pin':
        return this.#run(this.#session.setPin(rightPin));
      case 'wipe':
        this.#leftAt = now;
        this.#isEmptied = this.#signIns === 0;
        this.#departed.clear();
        this.#device.sessions.clear();
        this.#wasWiped = true;
        this.#device.vaults.clear();
        this.#run(this.#session.handleWiped());
        break;
      case 'link':
        this.#device.isLinked = !this.#device.isLinked;
        break;
      case 'end_session':
        if (this.#device.jar !== null) this.#device.sessions.delete(this.#device.jar);
        break;
      case 'confirm':
        return this.#run(this.#session.confirm());
      case 'look':
        return this.#run(this.#session.look());
      case 'answer':
        break;
    }
  }

  #run(work: Promise<unknown>): void {
    this.#open += 1;
    void work.finally(() => (this.#open -= 1));
  }

  async #look(): Promise<void> {
    await settled();
    const { keyring, followed, marked, session, owesEnd, vaults } = this.#device;
    const { state, me, persons } = this.#session;
    // Nobody works here without his own keys, and what is followed is his.
    if (me !== null) expect(keyring.current?.person).toBe(me.person.id);
    expect(followed).toBe(me);
    if (me !== null && me !== this.#me) this.#expectNew(me.person.position);
    this.#me = me;
    if (state.kind === 'signed_out') expect(marked).toBeNull();
    if (session !== null && this.#departed.has(session)) expect(owesEnd).toBe(true);
    if (this.#isEmptied) expect({ kind: state.kind, persons }).toEqual({ kind: 'signed_out', persons: [] });
    // Who was known stays so while his vault is here.
    expect(persons).toEqual(expect.arrayContaining(this.#persons.filter(({ person }) => vaults.has(person))));
    this.#persons = persons;
  }

  /** What brought him in was begun after the last who left or was locked; a password counts though a lock came between. */
  #expectNew(position: string): void {
    const [by, at] = position.split(' ');
    expect(Number(at)).toBeGreaterThan(this.#leftAt);
    if (by !== '/api/sign-in') expect(Number(at)).toBeGreaterThan(this.#lockedAt);
    const ring = this.#device.keyring.current;
    const openedAt = ring === null ? undefined : this.#device.openedAt.get(ring);
    if (ring === null || openedAt === undefined) return;
    const provenAt = this.#provenAt.get(ring.person) ?? openedAt;
    expect(Math.max(openedAt, provenAt)).toBeGreaterThan(this.#leftAt);
  }
}
