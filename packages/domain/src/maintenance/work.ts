/**
 * KH-17: what the operating unit proposes to do to devices, what is decided, and how it ended.
 *
 *     proposed ─▶ approved ─▶ done | not_done
 *         └─────▶ refused
 */
import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';
import {
  idField,
  isWholePaper,
  nameLimit,
  PaperSchema,
  timeField,
  words,
  wordsLimit,
  type ActMeta,
} from '../dossier/fields.ts';
import { measures } from '../fault-log/words.ts';
import type { ZoneClash } from './clashes.ts';
import { maintenanceClauses, workKinds, type MaintenanceRefusal, type WorkState } from './words.ts';

export const workDevicesLimit = 40;

/** `substitute`: who watches by what means while the devices are away (KH-22). `to` may not lie before `from`; ms, null: not filled in. */
export const ProposeSchema = v.strictObject({
  type: v.literal('propose'),
  facility: idField,
  kind: v.picklist(workKinds),
  devices: v.pipe(v.array(idField), v.maxLength(workDevicesLimit)),
  reason: words(wordsLimit),
  from: v.nullable(timeField),
  to: v.nullable(timeField),
  substitute: v.strictObject({ measure: v.picklist(measures), person: words(nameLimit) }),
});
/** `clash`: why two cameras of one zone may be away at once; empty where none are (KH-22). */
export const DecideWorkSchema = v.strictObject({
  type: v.literal('decide'),
  verdict: v.picklist(['approved', 'refused']),
  paper: v.nullable(PaperSchema),
  reason: words(wordsLimit),
  clash: words(wordsLimit),
});
export const FinishSchema = v.strictObject({
  type: v.literal('finish'),
  isDone: v.boolean(),
  result: words(wordsLimit),
});
export const WorkActSchema = v.union([ProposeSchema, DecideWorkSchema, FinishSchema]);
export type WorkAct = v.InferOutput<typeof WorkActSchema>;
export type Propose = v.InferOutput<typeof ProposeSchema>;
type DecideWork = v.InferOutput<typeof DecideWorkSchema>;
type Finish = v.InferOutput<typeof FinishSchema>;

type Marked<T> = Omit<T, 'type'> & { readonly by: string; readonly at: number };

export type Work = {
  readonly state: WorkState;
  readonly proposal: Marked<Propose>;
  readonly decision: Marked<DecideWork> | null;
  readonly end: Marked<Finish> | null;
};

/** `isKnown`: whether a device stands in the register of that facility. `clashes`: as they are at this moment. */
export type WorkMeta = ActMeta & {
  readonly isKnown: (device: string) => boolean;
  readonly clashes: readonly ZoneClash[];
};

/** Null: nothing was proposed yet. `detail` of a refusal: its clauses. */
export function decideWork(
  work: Work | null,
  act: WorkAct,
  meta: WorkMeta,
): Result<WorkAct, Failure<MaintenanceRefusal>> {
  const code = refusalOf(work, act, meta);
  return code === null ? ok(act) : failure(code, maintenanceClauses[code]);
}

function refusalOf(work: Work | null, act: WorkAct, meta: WorkMeta): MaintenanceRefusal | null {
  if (act.type === 'propose') return work === null ? refusalOfProposal(act, meta) : 'proposed_already';
  if (work === null) return 'not_proposed';
  if (act.type === 'decide') return refusalOfDecision(work, act, meta);
  if (work.state !== 'approved') return 'not_approved';
  return act.result === '' ? 'result_missing' : null;
}

function refusalOfProposal(
  { devices, reason, from, to, substitute }: Propose,
  { at, isKnown }: WorkMeta,
): MaintenanceRefusal | null {
  if (devices.length === 0) return 'device_missing';
  if (!devices.every(isKnown)) return 'device_unknown';
  if (reason === '') return 'reason_missing';
  if (from === null || to === null) return 'time_missing';
  if (to <= from) return 'time_reversed';
  if (to < at) return 'time_past';
  return substitute.person === '' ? 'substitute_missing' : null;
}

function refusalOfDecision(
  { state, proposal }: Work,
  { verdict, paper, reason, clash }: DecideWork,
  { by, clashes }: WorkMeta,
): MaintenanceRefusal | null {
  if (state !== 'proposed') return 'decided_already';
  if (proposal.by === by) return 'own_proposal';
  if (verdict === 'refused') return reason === '' ? 'reason_missing' : null;
  if (!isWholePaper(paper)) return 'paper_missing';
  return clashes.length > 0 && clash === '' ? 'zone_unseen' : null;
}

export function evolveWork(
  work: Work | null,
  act: WorkAct,
  mark: { readonly by: string; readonly at: number },
): Work | null {
  if (act.type === 'propose')
    return { state: 'proposed', proposal: { ...act, ...mark }, decision: null, end: null };
  if (work === null) return null;
  switch (act.type) {
    case 'decide':
      return { ...work, state: act.verdict, decision: { ...act, ...mark } };
    case 'finish':
      return { ...work, state: act.isDone ? 'done' : 'not_done', end: { ...act, ...mark } };
    default:
      return exhaustive(act);
  }
}
