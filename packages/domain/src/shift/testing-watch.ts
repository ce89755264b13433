/** A post's watch for tests: named people on named devices write facts at moments of one day; anybody may read them later. */
import { invariant, type Failure, type Result } from '@truc/base';
import { checklistPoints, type Answers } from './checklist.ts';
import {
  decideAccept,
  decideChooseAcceptance,
  decideEndByException,
  decidePrepare,
  decideRelief,
  decideSignOut,
  decideStart,
  type Acceptance,
  type Desk,
  type ShiftRefusal,
} from './decide.ts';
import type { Carried, ShiftFact, ShiftFactBody, Snapshot } from './facts.ts';
import { foldShifts } from './fold.ts';
import { startOfDay } from './civil-day.ts';
import type { AssignmentDocument, ShiftPattern } from './plan.ts';
import type { Watch } from './shift.ts';

export const day = '2021-06-15';
/** A time of that day, `HH:MM`. */
export function at(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return startOfDay(day) + (hours * 60 + minutes) * 60_000;
}

export const cameras = ['cam-1', 'cam-2'];
export const fullRound = { up: 1, down: 1, unknown: 0, cameras };
export const allInOrder = Object.fromEntries(
  checklistPoints.map((point) => [point, { state: 'in_order', text: '' }]),
) as Answers;
export const faultOpen: Carried = {
  id: 'f-1',
  kind: 'fault',
  title: 'Mất hình cổng chính',
  detail: '',
  substitute: 'Tuần tra mỗi 30 phút',
};

export const document: AssignmentDocument = {
  id: '1',
  post: 'p-01',
  number: '01/PC-CSCL',
  signedOn: '2021-06-01',
  signatory: 'Trưởng cơ sở',
  content: '',
  from: '2021-06-01',
  to: null,
  people: ['khanh', 'duong', 'my'],
};
export const pattern: ShiftPattern = {
  post: 'p-01',
  from: '2021-06-01',
  starts: ['06:00', '14:00', '22:00'],
};

export function snapshotOf(change: Partial<Snapshot> = {}): Snapshot {
  const counts = { up: 1, down: 1, unknown: 0 };
  return {
    cameras: { ...counts, zones: [{ zone: 'gate', ...counts }] },
    carried: [faultOpen],
    more: 0,
    notes: '',
    instructions: '',
    devices: [],
    ...change,
  };
}

type Written = Result<ShiftFactBody['body'], Failure<ShiftRefusal>>;

/** One device's view of the post: what it wrote, and what it has read of others. */
export class WatchDevice {
  readonly facts: ShiftFact[] = [];
  readonly #dev: string;
  #n = 0;

  constructor(dev: string, known: readonly ShiftFact[] = []) {
    this.#dev = dev;
    this.facts.push(...known);
  }

  get watch(): Watch {
    return foldShifts(this.facts);
  }

  desk(actor: string, time: number | string, change: Partial<Desk> = {}): Desk {
    const moment = typeof time === 'string' ? at(time) : time;
    return { watch: this.watch, documents: [document], patterns: [pattern], actor, at: moment, ...change };
  }

  /** Writes what was decided; a refusal is a mistake of the test. */
  say(actor: string, time: number | string, said: ShiftFactBody): ShiftFact {
    this.#n += 1;
    const opId = `${hexOf(this.#dev, 8)}-0000-7000-8000-${String(this.#n).padStart(12, '0')}`;
    const moment = typeof time === 'string' ? at(time) : time;
    const place = { dev: this.#dev, inst: 1, n: this.#n };
    const fact: ShiftFact = {
      ...said,
      ...place,
      opId,
      hash: hexOf(opId, 64),
      actor,
      at: moment,
      recvAt: null,
    };
    this.facts.push(fact);
    return fact;
  }

  start(actor: string, time: string): ShiftFact {
    return this.say(actor, time, { type: 'start', body: taken(decideStart(this.desk(actor, time))) });
  }

  prepare(actor: string, time: string, change: Partial<Snapshot> = {}): ShiftFact {
    const frozen = { head: { seq: 7, chain: null }, snapshot: snapshotOf(change) };
    return this.say(actor, time, {
      type: 'prepare',
      body: taken(decidePrepare(this.desk(actor, time), frozen)),
    });
  }

  signOut(actor: string, time: string): ShiftFact {
    const signing = { answers: allInOrder, head: { seq: 8, chain: null } };
    return this.say(actor, time, {
      type: 'signOut',
      body: taken(decideSignOut(this.desk(actor, time), signing)),
    });
  }

  accept(actor: string, time: string, change: Partial<Acceptance> = {}): ShiftFact {
    return this.say(actor, time, {
      type: 'accept',
      body: taken(decideAccept(this.desk(actor, time), { ...acceptance, ...change })),
    });
  }

  relieve(actor: string, time: string): ShiftFact {
    const relief = { round: fullRound, text: '', cameras };
    return this.say(actor, time, {
      type: 'relief',
      body: taken(decideRelief(this.desk(actor, time), relief)),
    });
  }

  choose(
    actor: string,
    time: string,
    choice: { readonly signOut: string; readonly chosen: string },
  ): ShiftFact {
    const body = taken(
      decideChooseAcceptance(this.desk(actor, time), { ...choice, reason: 'Có mặt tại chỗ' }),
    );
    return this.say(actor, time, { type: 'chooseAcceptance', body });
  }

  except(actor: string, time: string, shift: string): ShiftFact {
    const exception = { shift, at: at(time), reason: 'Không ai đến nhận' };
    const body = taken(decideEndByException(this.desk(actor, time), exception));
    return this.say(actor, time, { type: 'endByException', body });
  }
}

export const acceptance: Acceptance = {
  round: fullRound,
  opened: [faultOpen.id],
  reservation: '',
  faceToFace: true,
  cameras,
};

/** The same facts as the server has them: received at this moment. */
export function received(facts: readonly ShiftFact[], time: string): ShiftFact[] {
  return facts.map((fact) => ({ ...fact, recvAt: at(time) }));
}

function taken<T extends Written>(decided: T): Extract<T, { readonly ok: true }>['value'] {
  invariant(decided.ok, `the test may say so: ${decided.ok ? '' : decided.error.code}`);
  return decided.value;
}

/** Digits made of a name: alike for equal names, of this length. */
function hexOf(name: string, length: number): string {
  const digits = [...name]
    .map((letter) => (letter.codePointAt(0) ?? 0).toString(16).padStart(2, '0'))
    .join('');
  return digits.repeat(Math.ceil(length / digits.length)).slice(0, length);
}
