import { exhaustive } from '@truc/base';
import { noViolation, type CaseOutcome, type Measure, type Notice, type Violation } from './violation.ts';

/** One change of a violation. Its status stands with the incident, as that of every incident does. */
export type CaseChange =
  | ({ readonly type: 'reported' } & Pick<
      Violation,
      'kind' | 'subject' | 'detectedAt' | 'from' | 'until' | 'named'
    >)
  | { readonly type: 'notified'; readonly notice: Notice }
  | { readonly type: 'acknowledged'; readonly by: string; readonly seq: number }
  | { readonly type: 'measured'; readonly measure: Measure }
  | { readonly type: 'outcome_given'; readonly outcome: CaseOutcome }
  | { readonly type: 'dismissal'; readonly dismissal: Violation['dismissal'] }
  | { readonly type: 'checked'; readonly check: Violation['check'] }
  | { readonly type: 'escalation'; readonly escalation: Violation['escalation'] }
  | { readonly type: 'recording'; readonly recording: Violation['recording'] };

export type CaseEvent = { readonly type: 'case'; readonly change: CaseChange };

export function evolveCase(before: Violation | null, change: CaseChange): Violation {
  const held = before ?? noViolation;
  switch (change.type) {
    case 'reported': {
      const { type: _, ...said } = change;
      return { ...held, ...said };
    }
    case 'notified':
      return { ...held, notices: [...held.notices, change.notice] };
    case 'acknowledged':
      return { ...held, acknowledged: { by: change.by, seq: change.seq } };
    case 'measured':
      return { ...held, measures: [...held.measures, change.measure] };
    case 'outcome_given':
      return { ...held, outcomes: [...held.outcomes, change.outcome] };
    case 'dismissal':
      return { ...held, dismissal: change.dismissal };
    case 'checked':
      return { ...held, check: change.check };
    case 'escalation':
      return { ...held, escalation: change.escalation };
    case 'recording':
      return { ...held, recording: change.recording };
    default:
      return exhaustive(change);
  }
}
