/** Whether an act may stand in an extraction. Pure: who may do it at all is the policy's question. */
import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import type { ActMeta } from '../dossier/fields.ts';
import type { ExportAct, ExportActOf, ExportFact } from './acts.ts';
import { refusalOfDelivery, refusalOfEnd, refusalOfExtraction } from './decide-custody.ts';
import { isWholePaper, refusalOfRequest, refusalOfSources, type SourceMeta } from './decide-request.ts';
import { stateAt, type FootageExport } from './footage-export.ts';
import { exportClauses, type ExportRefusal } from './words.ts';

export const usualValidDays = 7;

/** `isNamed`: whether the case that the request is about names this person (GL-18). `validMs`: how long a permission may be used. */
export type ExportMeta = ActMeta & SourceMeta & { readonly isNamed: boolean; readonly validMs: number };

/** Null: nothing was asked for yet. `detail` of a refusal: its clauses. */
export function decide(
  before: FootageExport | null,
  act: ExportAct,
  meta: ExportMeta,
): Result<ExportFact, Failure<ExportRefusal>> {
  const refusal = meta.isNamed ? 'own_case' : refusalOf(before, act, meta);
  if (refusal !== null) return failure(refusal, exportClauses[refusal]);
  const isApproval = act.type === 'check_paper' && act.isSame;
  return ok({ act, validUntil: isApproval ? meta.at + meta.validMs : null });
}

function refusalOf(before: FootageExport | null, act: ExportAct, meta: ExportMeta): ExportRefusal | null {
  if (act.type === 'submit' || act.type === 'turn_away')
    return before === null ? refusalOfRequest(act, meta) : 'submitted_already';
  if (before === null) return 'out_of_turn';
  const state = stateAt(before, meta.at);
  if (state === 'expired') return 'expired';
  switch (act.type) {
    case 'refuse':
      if (state !== 'submitted' && state !== 'paper_entered') return 'out_of_turn';
      if (isOf(before.request, meta)) return 'own_request';
      return act.reason === '' ? 'reason_missing' : null;
    case 'enter_paper':
      return state === 'submitted' ? refusalOfEntry(before, act, meta) : 'out_of_turn';
    case 'check_paper':
      return state === 'paper_entered' ? refusalOfCheck(before, act, meta) : 'out_of_turn';
    case 'revoke':
      if (state !== 'approved') return 'out_of_turn';
      if (act.reason === '') return 'reason_missing';
      return refusalOfPermission(act.paper, meta);
    case 'extract':
      return state === 'approved'
        ? (thirdPerson(before, meta) ?? refusalOfExtraction(before, act))
        : 'out_of_turn';
    case 'hand_over':
      return state === 'extracted'
        ? (thirdPerson(before, meta) ?? refusalOfDelivery(before, act))
        : 'out_of_turn';
    case 'close':
      return state === 'handed_over' ? refusalOfEnd(before, act, meta) : 'out_of_turn';
    default:
      return exhaustive(act);
  }
}

function refusalOfEntry(
  { request }: FootageExport,
  act: ExportActOf<'enter_paper'>,
  meta: ExportMeta,
): ExportRefusal | null {
  if (isOf(request, meta)) return 'own_request';
  const ofPaper = refusalOfPermission(act.paper, meta);
  if (ofPaper !== null) return ofPaper;
  if (act.cameras.length === 0) return 'camera_missing';
  if (act.from === null || act.to === null) return 'time_missing';
  if (act.to <= act.from) return 'time_reversed';
  if (act.copies === 0) return 'copies_missing';
  if (act.after !== 'kept' && act.afterBy === '') return 'fate_missing';
  const isWithin =
    act.cameras.every((camera) => request.cameras.includes(camera)) &&
    act.from >= (request.from ?? 0) &&
    act.to <= (request.to ?? 0) &&
    act.copies <= request.copies;
  if (!isWithin) return 'wider_than_asked';
  return refusalOfSources({ ...act, from: act.from, system: request.system }, meta);
}

function refusalOfCheck(
  { request, entry }: FootageExport,
  act: ExportActOf<'check_paper'>,
  meta: ExportMeta,
): ExportRefusal | null {
  if (isOf(request, meta)) return 'own_request';
  if (entry === null || isOf(entry, meta)) return 'own_entry';
  if (!act.isSame) return act.difference === '' ? 'difference_missing' : null;
  return refusalOfSources({ ...entry, from: entry.from ?? 0, system: request.system }, meta);
}

/** GL-08, GL-09, GL-14: the head of the province's steering committee signs, and nobody for him. */
function refusalOfPermission(
  paper: ExportActOf<'revoke'>['paper'],
  { today }: ExportMeta,
): ExportRefusal | null {
  if (!isWholePaper(paper)) return 'permission_missing';
  if (paper.signatory !== 'steering_head') return 'signatory_wrong';
  return paper.signedOn > today ? 'document_day_wrong' : null;
}

/** KH-24: who asked, who permitted and who carries it out are three persons. */
function thirdPerson({ request, entry, check }: FootageExport, meta: ExportMeta): ExportRefusal | null {
  const others = [request, entry, check];
  return others.some((one) => one !== null && isOf(one, meta)) ? 'not_third_person' : null;
}

function isOf({ by }: { readonly by: string }, meta: ActMeta): boolean {
  return by === meta.by;
}
