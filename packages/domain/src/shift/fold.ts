/**
 * From the facts of a post's log to its shifts. A function of the set of facts alone: whatever the order in which they arrived,
 * and from however many devices, the answer is the same. Facts find each other by the ids and hashes that they name.
 */
import type { ShiftFact } from './facts.ts';
import type { Disregarded, DisregardCode, Of, Shift, ShiftState, Signing, Taking, Watch } from './shift.ts';

export const noWatch: Watch = { shifts: [], explanations: [], disregarded: [] };

/**
 * How much of the log is given. `newest`: its end, cut somewhere. What follows a fact before the cut was weighed when that fact
 * was at hand, and counts; a shift that began there is left out.
 */
export type Reach = 'whole' | 'newest';

export function foldShifts(given: readonly ShiftFact[], reach: Reach = 'whole'): Watch {
  const facts = [...new Map(given.map((fact) => [fact.opId, fact])).values()].sort(byWriting);
  if (facts.length === 0) return noWatch;
  const board = weigh(facts, reach);
  const shifts = ordered(board.begun.map((begun) => toShift(begun, board)));
  return { shifts: setAside(shifts), explanations: of(facts, 'explainGap'), disregarded: board.disregarded };
}

/** Facts that count, by what they follow. */
type Board = {
  readonly begun: readonly (Of<'start'> | Of<'accept'>)[];
  readonly reliefs: ReadonlyMap<string, readonly Of<'relief'>[]>;
  readonly prepared: ReadonlyMap<string, readonly Of<'prepare'>[]>;
  readonly signed: ReadonlyMap<string, readonly Of<'signOut'>[]>;
  readonly accepted: ReadonlyMap<string, readonly Of<'accept'>[]>;
  readonly chosen: ReadonlyMap<string, Of<'chooseAcceptance'>>;
  readonly exceptions: ReadonlyMap<string, Of<'endByException'>>;
  readonly disregarded: readonly Disregarded[];
};

function weigh(facts: readonly ShiftFact[], reach: Reach): Board {
  const byId = new Map(facts.map((fact) => [fact.opId, fact]));
  const known = new Map<string, DisregardCode | null>();
  const disregarded: Disregarded[] = [];
  const counting = facts.filter((fact) => {
    const code = faultOf(fact, { byId, known, reach });
    if (code !== null) disregarded.push({ fact, code });
    return code === null;
  });
  const choices = of(counting, 'chooseAcceptance');
  const chosen = firstBy(choices, ({ body }) => body.signOut);
  for (const fact of choices)
    if (chosen.get(fact.body.signOut) !== fact) disregarded.push({ fact, code: 'already_chosen' });
  return {
    begun: [...of(counting, 'start'), ...of(counting, 'accept')],
    reliefs: Map.groupBy(of(counting, 'relief'), ({ body }) => body.after),
    prepared: Map.groupBy(of(counting, 'prepare'), ({ body }) => body.shift),
    signed: Map.groupBy(of(counting, 'signOut'), ({ body }) => body.prepare),
    accepted: Map.groupBy(of(counting, 'accept'), ({ body }) => body.signOut),
    chosen,
    exceptions: firstBy(of(counting, 'endByException'), ({ body }) => body.shift),
    disregarded,
  };
}

/** By beginning; whoever accepted a shift stands after it, whatever his clock says. */
function ordered(shifts: readonly Shift[]): readonly Shift[] {
  const follows = new Map(
    shifts.flatMap(({ id, signing }) => (signing?.acceptances ?? []).map(({ opId }) => [opId, id] as const)),
  );
  const places = new Map<string, number>();
  const byId = new Map(shifts.map((shift) => [shift.id, shift]));
  const placeOf = (shift: Shift): number => {
    const known = places.get(shift.id);
    if (known !== undefined) return known;
    const before = byId.get(follows.get(shift.id) ?? '');
    const place = before === undefined ? shift.from : Math.max(shift.from, placeOf(before) + 1);
    places.set(shift.id, place);
    return place;
  };
  return shifts.toSorted((a, b) => placeOf(a) - placeOf(b) || compare(a.id, b.id));
}

type Weighing = {
  readonly byId: ReadonlyMap<string, ShiftFact>;
  /** What was found of a fact before: a chain of shifts goes back as far as the book. */
  readonly known: Map<string, DisregardCode | null>;
  readonly reach: Reach;
};

/** What speaks against a fact, or against one that it rests on; null when it counts. */
function faultOf(fact: ShiftFact, weighing: Weighing): DisregardCode | null {
  const { byId, known } = weighing;
  const found = known.get(fact.opId);
  if (found !== undefined) return found;
  // Ids are unguessable, so a circle is made on purpose; it rests on nothing.
  known.set(fact.opId, 'follows_nothing');
  const code = weighed(fact, followed(fact, byId), weighing);
  known.set(fact.opId, code);
  return code;
}

function weighed(fact: ShiftFact, before: Followed, weighing: Weighing): DisregardCode | null {
  if (before === undefined) return 'follows_nothing';
  if (before === null) return null;
  if (before === 'absent') return weighing.reach === 'newest' ? null : 'follows_nothing';
  const own = ownFault(fact, before, weighing);
  if (own !== null) return own;
  return faultOf(before, weighing) === null ? null : 'follows_nothing';
}

/** Null: it follows none by its kind. `absent`: what it names is not among these. Undefined: what it names is of another kind. */
type Followed = ShiftFact | null | 'absent' | undefined;

/** The fact that this one names. */
function followed(fact: ShiftFact, byId: ReadonlyMap<string, ShiftFact>): Followed {
  const find = (id: string, types: readonly ShiftFact['type'][]) => {
    const found = byId.get(id);
    if (found === undefined) return 'absent';
    return types.includes(found.type) ? found : undefined;
  };
  switch (fact.type) {
    case 'start':
    case 'explainGap':
      return null;
    case 'prepare':
      return find(fact.body.shift, ['start', 'accept']);
    case 'signOut':
      return find(fact.body.prepare, ['prepare']);
    case 'accept':
      return find(fact.body.signOut, ['signOut']);
    case 'relief':
      return find(fact.body.after, ['start', 'accept', 'relief']);
    case 'chooseAcceptance':
      return find(fact.body.chosen, ['accept']);
    case 'endByException':
      return find(fact.body.shift, ['start', 'accept']);
  }
}

function ownFault(fact: ShiftFact, before: ShiftFact, { byId, reach }: Weighing): DisregardCode | null {
  switch (fact.type) {
    case 'prepare':
      return holders(before, byId).has(fact.actor) ? null : 'not_holder';
    case 'signOut':
      if (before.hash !== fact.body.hash) return 'hash_mismatch';
      return before.actor === fact.actor ? null : 'not_holder';
    case 'accept':
      if (before.hash !== fact.body.hash) return 'hash_mismatch';
      if (before.actor === fact.actor) return 'outgoing_is_incoming';
      return hasOpenedAll(fact, before, { byId, reach }) ? null : 'carried_not_opened';
    case 'relief':
      return before.actor === fact.actor ? 'outgoing_is_incoming' : null;
    case 'chooseAcceptance':
      return before.type === 'accept' && before.body.signOut === fact.body.signOut ? null : 'follows_nothing';
    default:
      return null;
  }
}

/** Everybody who ever held the shift that `begun` began. */
function holders(begun: ShiftFact, byId: ReadonlyMap<string, ShiftFact>): ReadonlySet<string> {
  const held = new Set([begun.opId]);
  const people = new Set([begun.actor]);
  const reliefs = of([...byId.values()], 'relief');
  for (let grown = true; grown;) {
    grown = false;
    for (const { opId, actor, body } of reliefs) {
      if (held.has(opId) || !held.has(body.after)) continue;
      held.add(opId);
      people.add(actor);
      grown = true;
    }
  }
  return people;
}

function hasOpenedAll(
  { body }: Of<'accept'>,
  signOut: ShiftFact,
  { byId, reach }: Pick<Weighing, 'byId' | 'reach'>,
): boolean {
  const prepared = signOut.type === 'signOut' ? byId.get(signOut.body.prepare) : undefined;
  if (prepared === undefined) return reach === 'newest';
  if (prepared.type !== 'prepare') return false;
  return prepared.body.snapshot.carried.every(({ id }) => body.opened.includes(id));
}

function toShift(begun: Of<'start'> | Of<'accept'>, board: Board): Shift {
  const held = heldBy(begun, board);
  const holder = held.at(-1) ?? begun;
  const prepared = board.prepared.get(begun.opId) ?? [];
  const signings = prepared.flatMap((prepare) => signingsOf(prepare, board));
  // An acceptance counts whatever was prepared anew beside it; without one the newest signature waits.
  const signing = signings.find(({ acceptances }) => acceptances.length > 0) ?? signings.at(-1) ?? null;
  const exception = board.exceptions.get(begun.opId) ?? null;
  const accepted = acceptedOf(signing);
  const newest = prepared.at(-1) ?? null;
  const parts = { prepared: newest, signing, accepted, exception };
  return {
    id: begun.opId,
    begun,
    from: begun.at,
    planned: begun.body.planned,
    document: begun.body.document,
    holder: { person: holder.actor, since: holder.at, by: holder.opId },
    held,
    ...parts,
    state: stateOf(parts),
    until: accepted?.at ?? signing?.acceptances[0]?.at ?? exception?.body.at ?? null,
  };
}

/** Of two who relieved the same person the one who wrote first holds the shift; both stand in the book. */
function heldBy(begun: Taking, { reliefs }: Board): readonly Taking[] {
  const held: Taking[] = [begun];
  for (let next = reliefs.get(begun.opId)?.[0]; next !== undefined; next = reliefs.get(next.opId)?.[0])
    held.push(next);
  return held;
}

function signingsOf(prepare: Of<'prepare'>, { signed, accepted, chosen }: Board): Signing[] {
  return (signed.get(prepare.opId) ?? []).map((fact) => ({
    fact,
    body: fact.body,
    prepared: prepare.body,
    acceptances: accepted.get(fact.opId) ?? [],
    chosen: chosen.get(fact.opId) ?? null,
  }));
}

/** The acceptance that holds; null while there is none, or several people's and none is chosen. */
function acceptedOf(signing: Signing | null): Of<'accept'> | null {
  if (signing === null) return null;
  const { acceptances, chosen } = signing;
  if (chosen !== null) return acceptances.find(({ opId }) => opId === chosen.body.chosen) ?? null;
  const people = new Set(acceptances.map(({ actor }) => actor));
  return people.size === 1 ? (acceptances[0] ?? null) : null;
}

function stateOf({
  prepared,
  signing,
  accepted,
  exception,
}: Pick<Shift, 'prepared' | 'signing' | 'accepted' | 'exception'>): ShiftState {
  if (signing !== null && accepted !== null) {
    const isChained = signing.fact.recvAt !== null && accepted.recvAt !== null;
    if (isChained) return 'locked';
    return accepted.body.reservation === null ? 'accepted' : 'accepted_with_reservation';
  }
  if (signing !== null && signing.acceptances.length > 0) return 'accepted_twice';
  if (exception !== null) return 'ended_by_exception';
  if (prepared === null) return 'on_duty';
  return signing?.body.prepare === prepared.opId ? 'awaiting_acceptance' : 'preparing';
}

/** Shifts that began by an acceptance which does not hold. */
function setAside(shifts: readonly Shift[]): readonly Shift[] {
  const held = new Map(
    shifts.flatMap(({ signing, accepted }) =>
      signing === null || accepted === null
        ? []
        : signing.acceptances.map(({ opId }) => [opId, accepted.opId] as const),
    ),
  );
  return shifts.map((shift): Shift => {
    const holds = held.get(shift.id);
    return holds === undefined || holds === shift.id ? shift : { ...shift, state: 'set_aside' };
  });
}

function of<Type extends ShiftFact['type']>(facts: readonly ShiftFact[], type: Type): Of<Type>[] {
  return facts.filter((fact): fact is Of<Type> => fact.type === type);
}

function firstBy<T>(facts: readonly T[], keyOf: (fact: T) => string): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const fact of facts) if (!first.has(keyOf(fact))) first.set(keyOf(fact), fact);
  return first;
}

/** By what was written alone: what the server adds is not in it. */
function byWriting(a: ShiftFact, b: ShiftFact): number {
  return a.at - b.at || compare(a.opId, b.opId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
