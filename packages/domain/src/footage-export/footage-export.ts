/**
 * The extraction of recordings as a duty (GL-09, GL-14, KH-24): asked for in writing, permitted in writing, carried out and
 * handed over by whoever runs the system. The recordings themselves never come here.
 *
 *     – ─▶ submitted ─▶ paper_entered ─▶ approved ─▶ extracted ─▶ handed_over ─▶ closed
 *     │        │ ▲───────────┘│              ├─▶ revoked
 *     └────────┴▶ refused ◀───┘              └─▶ expired, by the time alone
 *
 * Its acts only grow; the server and the tests fold them by `decide` and `evolve`. Times in ms, days as `YYYY-MM-DD`.
 */
import { exhaustive } from '@truc/base';
import type { ExportAct, ExportActOf, ExportFact, ExportRequest } from './acts.ts';
import { groundClauses, type ExportState, type RefusalGround } from './words.ts';

/** Who did it and when: by the server's clock, and by that of his device. */
export type Mark = { readonly by: string; readonly at: number };
export type Step<Type extends ExportAct['type']> = Omit<ExportActOf<Type>, 'type'> & Mark;
/** One step as the custody of the recordings shows it. */
export type CustodyStep = Mark & { readonly type: ExportAct['type']; readonly madeAt: number };

export type FootageExport = {
  readonly state: ExportState;
  readonly request: ExportRequest & Mark & { readonly madeAt: number };
  readonly refusal: (Mark & { readonly ground: RefusalGround; readonly reason: string }) | null;
  /** What the clerk entered last; `check` is null until a second person has held it against the paper. */
  readonly entry: Step<'enter_paper'> | null;
  readonly check: Step<'check_paper'> | null;
  readonly validUntil: number | null;
  readonly revocation: Step<'revoke'> | null;
  readonly extraction: Step<'extract'> | null;
  readonly delivery: Step<'hand_over'> | null;
  readonly end: Step<'close'> | null;
  readonly steps: readonly CustodyStep[];
};

export function evolve(
  before: FootageExport | null,
  { act, validUntil }: ExportFact,
  mark: Mark,
): FootageExport | null {
  const step = { type: act.type, madeAt: act.madeAt, ...mark };
  if (act.type === 'submit' || act.type === 'turn_away') return begun(act, step);
  if (before === null) return null;
  const after = { ...before, steps: [...before.steps, step] };
  switch (act.type) {
    case 'refuse':
      return { ...after, state: 'refused', refusal: { ...mark, ground: act.ground, reason: act.reason } };
    case 'enter_paper':
      return { ...after, state: 'paper_entered', entry: { ...act, ...mark }, check: null };
    case 'check_paper':
      return {
        ...after,
        state: act.isSame ? 'approved' : 'submitted',
        check: { ...act, ...mark },
        validUntil: act.isSame ? validUntil : null,
      };
    case 'revoke':
      return { ...after, state: 'revoked', revocation: { ...act, ...mark } };
    case 'extract':
      return { ...after, state: 'extracted', extraction: { ...act, ...mark } };
    case 'hand_over':
      return { ...after, state: 'handed_over', delivery: { ...act, ...mark } };
    case 'close':
      return { ...after, state: 'closed', end: { ...act, ...mark } };
    default:
      return exhaustive(act);
  }
}

function begun(act: ExportActOf<'submit'> | ExportActOf<'turn_away'>, step: CustodyStep): FootageExport {
  const { type, ...request } = act;
  const { by, at } = step;
  const isTurnedAway = type === 'turn_away';
  return {
    state: isTurnedAway ? 'refused' : 'submitted',
    request: { ...request, by, at },
    refusal: isTurnedAway ? { by, at, ground: 'no_document', reason: '' } : null,
    entry: null,
    check: null,
    validUntil: null,
    revocation: null,
    extraction: null,
    delivery: null,
    end: null,
    steps: [step],
  };
}

/** A permission that nobody used in its time has expired, without anybody's act. */
export function stateAt(
  { state, validUntil }: Pick<FootageExport, 'state' | 'validUntil'>,
  now: number,
): ExportState {
  return state === 'approved' && validUntil !== null && now > validUntil ? 'expired' : state;
}

/** Whether nothing more is to be done. */
export function isOver(state: ExportState): boolean {
  return state === 'closed' || state === 'refused' || state === 'expired' || state === 'revoked';
}

/** Whether copies should have been returned or destroyed by now, as the permission asks. The day itself is still in time. */
export function isReturnLate(
  { state, entry }: Pick<FootageExport, 'state' | 'entry'>,
  today: string,
): boolean {
  if (state !== 'handed_over' || entry === null || entry.after === 'kept') return false;
  return entry.afterBy !== '' && entry.afterBy < today;
}

export function clauseOf(ground: RefusalGround): string {
  return groundClauses[ground];
}
