/**
 * An inspection (GL-30, GL-32, GL-38): minutes that nobody changes, and what becomes of each finding.
 *
 *     open ─▶ answered ─▶ remedied | referred
 *      ▲  └──────│────────────▲
 *      └─────────┘ not remedied: open again, with a new day
 *
 * Its acts only grow; the server and the tests fold them by `decide` and `evolve`. Times in ms, days as `YYYY-MM-DD`.
 */
import { exhaustive } from '@truc/base';
import type { Paper } from '../dossier/fields.ts';
import type { InspectionFact, NewFinding, RecordAct, Seen } from './acts.ts';
import type { CheckResult } from './words.ts';

export const findingStatuses = ['open', 'answered', 'remedied', 'referred'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

export type FindingStep =
  | {
      readonly type: 'answer';
      readonly by: string;
      readonly at: number;
      readonly text: string;
      readonly isDone: boolean;
    }
  | {
      readonly type: 'check';
      readonly by: string;
      readonly at: number;
      readonly text: string;
      readonly result: CheckResult;
      readonly due: string;
      readonly paper: Paper | null;
    };

/** `due`: the day that holds now; `firstDue`: the one of the minutes. */
export type Finding = NewFinding & {
  readonly by: string;
  readonly at: number;
  readonly firstDue: string;
  readonly status: FindingStatus;
  readonly steps: readonly FindingStep[];
};

export type Minutes = Omit<RecordAct, 'type' | 'findings' | 'looks'> & {
  readonly by: string;
  readonly at: number;
  readonly seen: readonly Seen[];
};

/** `minutes` is null before the first act. */
export type Inspection = { readonly minutes: Minutes | null; readonly findings: readonly Finding[] };

export const emptyInspection: Inspection = { minutes: null, findings: [] };

type Mark = { readonly by: string; readonly at: number };

export function evolve(inspection: Inspection, { act, seen }: InspectionFact, mark: Mark): Inspection {
  switch (act.type) {
    case 'record': {
      const { type: _, looks: _looks, findings, ...minutes } = act;
      return {
        minutes: { ...minutes, ...mark, seen },
        findings: findings.map((finding) => begun(finding, mark)),
      };
    }
    case 'add':
      return { ...inspection, findings: [...inspection.findings, begun(act.finding, mark)] };
    case 'answer': {
      const { text, isDone } = act;
      return changed(inspection, act.finding, (finding) => ({
        ...finding,
        status: isDone ? 'answered' : finding.status,
        steps: [...finding.steps, { type: 'answer', ...mark, text, isDone }],
      }));
    }
    case 'check': {
      const { text, result, due, paper } = act;
      return changed(inspection, act.finding, (finding) => ({
        ...finding,
        status: result === 'not_remedied' ? 'open' : result,
        due: result === 'not_remedied' ? due : finding.due,
        steps: [...finding.steps, { type: 'check', ...mark, text, result, due, paper }],
      }));
    }
    default:
      return exhaustive(act);
  }
}

function begun(finding: NewFinding, mark: Mark): Finding {
  return { ...finding, ...mark, firstDue: finding.due, status: 'open', steps: [] };
}

function changed(inspection: Inspection, id: string, change: (finding: Finding) => Finding): Inspection {
  return {
    ...inspection,
    findings: inspection.findings.map((finding) => (finding.id === id ? change(finding) : finding)),
  };
}

export function isSettled({ status }: Pick<Finding, 'status'>): boolean {
  return status === 'remedied' || status === 'referred';
}

/** The day itself is still in time. */
export function isFindingLate(finding: Pick<Finding, 'status' | 'due'>, today: string): boolean {
  return !isSettled(finding) && finding.due < today;
}
