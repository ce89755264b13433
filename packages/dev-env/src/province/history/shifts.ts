/** Thirty days of shifts, handovers and rounds at one post of the demonstration. */
import { entryKinds } from '@truc/domain/logbook';
import {
  checklistPoints,
  shiftKinds,
  slotsBetween,
  type Answers,
  type ShiftFactBody,
  type Slot,
  type Snapshot,
} from '@truc/domain/shift';
import { entriesOf } from './entries.ts';
import type { Said, Story, TabletName, Told } from './told.ts';

const minute = 60_000;
const settledMs = 12 * minute;
const allInOrder = Object.fromEntries(
  checklistPoints.map((point) => [point, { state: 'in_order', text: '' }]),
) as Answers;

export type WatchedPost = {
  readonly id: string;
  /** Its place among the posts: they write some seconds after each other. */
  readonly index: number;
  /** Who keeps watch there, in the order of their turns. The first is on duty now. */
  readonly people: readonly string[];
  /** The register's id of the assignment document. */
  readonly document: string;
  readonly starts: readonly string[];
  readonly cameras: Snapshot['cameras'];
  readonly script: PostScript;
};

/** What is told of this post beside the ordinary. `yesterday`: of the handover that began the shift a day before the running one. */
export type PostScript = {
  readonly reservation?: string;
  /** Its tablet was without a network from before that handover until 22 minutes after the planned time (GL-20). */
  readonly lostConnection?: TabletName;
  /** The running shift was accepted by two people on these (GL-23). */
  readonly acceptedTwice?: readonly [TabletName, TabletName];
  /** The running shift's handover is signed and waits. */
  readonly waits?: boolean;
  /** The device on which the running shift's entries are written. */
  readonly writesOn?: TabletName;
};

export type Period = { readonly from: number; readonly now: number };

export function* shiftsOf(post: WatchedPost, { from, now }: Period): Story {
  const pattern = { post: post.id, from: '2021-06-01', starts: [...post.starts] };
  // Whoever takes over has done so some minutes after the hour.
  const slots = slotsBetween([pattern], { from, to: now - settledMs }).filter((slot) => slot.from >= from);
  const writer = new PostWriter(post);
  let [begun] = slots;
  if (begun === undefined) return;
  let holder = writer.personOf(slots.length - 1);
  let shift = yield writer.fact(begun.from + minute, holder, {
    type: 'start',
    body: { document: post.document, planned: begun },
  });
  for (const [at, slot] of slots.entries()) {
    begun = slots[at + 1];
    const isRunning = begun === undefined;
    const until = isRunning ? now - 2 * minute : slot.to - 15 * minute;
    for (const entry of entriesOf(post, slot, until))
      yield writer.entry(entry.at, holder, entry.body, isRunning ? post.script.writesOn : undefined);
    if (begun === undefined) break;
    const left = slots.length - at - 2;
    const incoming = writer.personOf(left);
    shift = yield* writer.handOver({ slot, next: begun, left, now }, { shift, holder, incoming });
    holder = incoming;
  }
  if (post.script.waits === true) yield* writer.signOut({ shift, holder, at: now - 10 * minute });
}

class PostWriter {
  readonly #post: WatchedPost;
  readonly #scope: string;

  constructor(post: WatchedPost) {
    this.#post = post;
    this.#scope = `post:${post.id}`;
  }

  /** Whose turn it is, so many shifts before the running one. */
  personOf(shiftsAgo: number): string {
    const { people, script } = this.#post;
    // Where a handover waits, it waits for the first of them.
    const ahead = script.waits === true ? 1 : 0;
    return people[(shiftsAgo + ahead) % people.length] ?? '';
  }

  fact(at: number, actor: string, { type, body }: ShiftFactBody): Told {
    const { kind, current: v } = shiftKinds[type];
    return { at: at + this.#post.index * 2_000, actor, scope: this.#scope, kind, v, body };
  }

  entry(at: number, actor: string, body: object, device: TabletName | undefined): Told {
    const { kind, current: v } = entryKinds;
    const told = { at: at + this.#post.index * 2_000, actor, scope: this.#scope, kind, v, body };
    return device === undefined ? told : { ...told, device };
  }

  /** Gives the fact by which the next shift began. */
  *handOver(turn: Turn, people: People): Generator<Told, Said, Said> {
    const { script } = this.#post;
    const isYesterday = turn.left === 3;
    if (turn.left === 0 && script.acceptedTwice !== undefined)
      return yield* this.#twice(turn, people, script.acceptedTwice);
    if (!isYesterday || script.lostConnection === undefined)
      return yield* this.#over(turn, people, { reservation: isYesterday ? script.reservation : undefined });
    const receivedAt = turn.slot.to + 22 * minute;
    return yield* this.#over(turn, people, { late: { device: script.lostConnection, receivedAt } });
  }

  /** Frozen, then signed; gives the signature. */
  *signOut({ shift, holder, at, late = {} }: Leaving): Generator<Told, Said, Said> {
    const { cameras } = this.#post;
    const head = { seq: 0, chain: null };
    const snapshot = { cameras, carried: [], more: 0, notes: '', instructions: '', devices: [] };
    const prepare = {
      ...this.fact(at, holder, { type: 'prepare', body: { shift: shift.opId, head, snapshot } }),
      ...late,
    };
    const frozen = yield prepare;
    const body = { prepare: frozen.opId, hash: frozen.hash, head, answers: allInOrder };
    return yield { ...this.fact(at + 5 * minute, holder, { type: 'signOut', body }), ...late };
  }

  *#over(
    { slot, next }: Turn,
    people: People,
    { late = {}, reservation }: Manner,
  ): Generator<Told, Said, Said> {
    const { shift, holder, incoming } = people;
    const signed = yield* this.signOut({ shift, holder, at: slot.to - 10 * minute, late });
    const at = late.receivedAt === undefined ? slot.to + minute : slot.to - 2 * minute;
    return yield { ...this.#accept({ at, incoming, signed, next }, reservation ?? null), ...late };
  }

  /** Two tablets that could not reach each other; the second person is the next but one. */
  *#twice(
    { slot, next, now }: Turn,
    { shift, holder, incoming }: People,
    [one, other]: readonly [TabletName, TabletName],
  ): Generator<Told, Said, Said> {
    const signed = yield* this.signOut({ shift, holder, at: slot.to - 10 * minute });
    const receivedAt = Math.min(slot.to + 9 * minute, now);
    const first = this.#accept({ signed, next, at: slot.to + minute, incoming }, null);
    const accepted = yield { ...first, device: one, receivedAt };
    const second = this.#accept({ signed, next, at: slot.to + 2 * minute, incoming: this.personOf(2) }, null);
    yield { ...second, device: other, receivedAt: receivedAt + 1_000 };
    return accepted;
  }

  #accept({ at, incoming, signed, next }: Accepting, reservation: string | null): Told {
    const { cameras, document } = this.#post;
    const { up, down, unknown } = cameras;
    const body = {
      signOut: signed.opId,
      hash: signed.hash,
      round: { up, down, unknown, cameras: [] },
      opened: [],
      reservation,
      faceToFace: true,
      document,
      planned: next,
    };
    return this.fact(at, incoming, { type: 'accept', body });
  }
}

type Lateness = Pick<Told, 'device' | 'receivedAt'>;
type Manner = { readonly late?: Lateness; readonly reservation?: string | undefined };
/** Who gives the shift over, and who takes it. */
type People = { readonly shift: Said; readonly holder: string; readonly incoming: string };
type Leaving = {
  readonly shift: Said;
  readonly holder: string;
  readonly at: number;
  readonly late?: Lateness;
};
/** From one slot to the next; `left`: how many shifts come after that one until now. */
type Turn = { readonly slot: Slot; readonly next: Slot; readonly left: number; readonly now: number };
type Accepting = {
  readonly at: number;
  readonly incoming: string;
  readonly signed: Said;
  readonly next: Slot;
};
