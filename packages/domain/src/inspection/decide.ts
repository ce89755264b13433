/** Whether an act may stand in an inspection. Pure: who may do it at all is the policy's question. */
import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import { isWholePaper, type ActMeta } from '../dossier/fields.ts';
import type { InspectionAct, InspectionFact, NewFinding, RecordAct, Seen } from './acts.ts';
import { isSettled, type Inspection } from './inspection.ts';
import { inspectionClauses, type InspectionRefusal } from './words.ts';

/** `seen`: those of the act's looks that are this person's own, at this facility, and not too long ago. */
export type InspectionMeta = ActMeta & { readonly seen: readonly Seen[] };

/** How long a look may lie back when the minutes that rest on it are written. */
export const lookAgeMs = 24 * 60 * 60_000;

/** `detail` of a refusal: its clauses. */
export function decide(
  inspection: Inspection,
  act: InspectionAct,
  meta: InspectionMeta,
): Result<InspectionFact, Failure<InspectionRefusal>> {
  const refusal = refusalOf(inspection, act, meta);
  if (refusal !== null) return failure(refusal, inspectionClauses[refusal]);
  return ok({ act, seen: act.type === 'record' ? [...meta.seen] : [] });
}

function refusalOf(
  inspection: Inspection,
  act: InspectionAct,
  meta: InspectionMeta,
): InspectionRefusal | null {
  if (act.type === 'record')
    return inspection.minutes === null ? refusalOfRecord(act, meta) : 'recorded_already';
  if (inspection.minutes === null) return 'not_recorded';
  if (act.type === 'add') {
    const isKnown = inspection.findings.some(({ id }) => id === act.finding.id);
    return isKnown ? 'finding_known' : refusalOfFinding(act.finding, meta);
  }
  const finding = inspection.findings.find(({ id }) => id === act.finding);
  if (finding === undefined) return 'finding_unknown';
  if (isSettled(finding)) return 'finding_settled';
  if (act.text === '') return 'text_missing';
  switch (act.type) {
    case 'answer':
      return null;
    case 'check': {
      const isOwn = finding.steps.some(({ type, by }) => type === 'answer' && by === meta.by);
      if (isOwn) return 'answered_by_self';
      if (act.result === 'referred') return isWholePaper(act.paper) ? null : 'referral_paper_missing';
      return act.result === 'remedied' ? null : refusalOfDue(act.due, meta);
    }
    default:
      return exhaustive(act);
  }
}

function refusalOfRecord(act: RecordAct, meta: InspectionMeta): InspectionRefusal | null {
  const { trigger, document, purpose, looks, roomCamera, absentZones, findings } = act;
  if (trigger === 'requested' && !isWholePaper(document)) return 'document_missing';
  if (trigger !== 'survey' && looks.length === 0) return 'look_missing';
  if (looks.some((look) => !meta.seen.some((seen) => seen.look === look))) return 'look_unknown';
  if (meta.seen.some((seen) => seen.purpose !== purpose)) return 'purpose_differs';
  if (trigger === 'survey' && roomCamera === null) return 'room_answer_missing';
  if (trigger !== 'survey' && absentZones.length > 0) return 'zones_not_surveyed';
  const tellsRoom = findings.some(({ kind }) => kind === 'camera_in_room');
  if (roomCamera === true && !tellsRoom) return 'room_finding_missing';
  const ids = new Set(findings.map(({ id }) => id));
  if (ids.size < findings.length) return 'finding_known';
  return findings.map((finding) => refusalOfFinding(finding, meta)).find((code) => code !== null) ?? null;
}

function refusalOfFinding(finding: NewFinding, meta: InspectionMeta): InspectionRefusal | null {
  if (finding.text === '') return 'finding_text_missing';
  if (finding.kind === 'unlisted_device' && finding.device === '') return 'device_missing';
  if (finding.demand === '') return 'demand_missing';
  if (finding.owner === '') return 'owner_missing';
  return refusalOfDue(finding.due, meta);
}

function refusalOfDue(due: string, { today }: InspectionMeta): InspectionRefusal | null {
  if (due === '') return 'due_missing';
  return due < today ? 'due_past' : null;
}
