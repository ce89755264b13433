import { exhaustive } from '@truc/base';
import type { CaseCommand, ReportBody } from './case-commands.ts';
import { stepFault, type CaseFault } from './case-steps.ts';
import type { CommandMeta, Decision } from './decision.ts';
import type { CaseChange } from './evolve-case.ts';
import type { Incident, IncidentEvent, IncidentStatus } from './incident.ts';

/** What decides about fields and versions, whichever command brings them. */
export type Ground = {
  readonly meta: CommandMeta;
  readonly setFields: (incident: Incident, fields: ReportBody['fields'], meta: CommandMeta) => Decision;
  readonly applied: (incident: Incident, events: readonly IncidentEvent[], meta: CommandMeta) => Decision;
};

/** A step that is legal from where the case is by now is applied; one that is not keeps its words and says why. */
export function decideCase(incident: Incident, command: CaseCommand, ground: Ground): Decision {
  const { meta } = ground;
  const fault = stepFault(incident, command, meta.actor);
  if (fault !== null) return refused(fault);
  if (command.type === 'report') return report(incident, command.body, ground);
  const step = stepOf(incident, command, meta);
  // Two did the same while they did not see each other: it counts once.
  if (step === null) return { status: 'merged', code: 'parallel_update', events: [], fault: null };
  const { change, to } = step;
  const events: IncidentEvent[] = change === null ? [] : [{ type: 'case', change }];
  if (to !== null && to !== incident.status) events.push(moved(to, meta));
  return ground.applied(incident, events, meta);
}

/** What another person might do. */
const personal: ReadonlySet<CaseFault> = new Set(['same_person', 'closer_is_recorder', 'not_the_system']);

function refused(fault: CaseFault): Decision {
  const isPersonal = personal.has(fault);
  return { status: 'rejected', code: isPersonal ? 'actor_not_permitted' : 'stale_state', events: [], fault };
}

function report(incident: Incident, body: ReportBody, { meta, setFields }: Ground): Decision {
  const { fields, incident: _, ...said } = body;
  const set = setFields(incident, fields, meta);
  if (incident.opened !== null) return set;
  const first: readonly IncidentEvent[] = [
    { type: 'opened', by: meta.actor, seq: meta.seq },
    { type: 'case', change: { type: 'reported', ...said } },
  ];
  return { ...set, events: [...first, ...set.events] };
}

/** `change` null: the status says it all. `to` null: it stays where it is. */
type Step = { readonly change: CaseChange | null; readonly to: IncidentStatus | null };

function stepOf(
  { status, violation }: Incident,
  command: Exclude<CaseCommand, { readonly type: 'report' }>,
  { actor: by, seq }: CommandMeta,
): Step | null {
  switch (command.type) {
    case 'notify': {
      const { name, position, channel, at } = command.body;
      const notice = { name, position, channel, at, by, seq };
      return { change: { type: 'notified', notice }, to: status === 'reported' ? 'notified' : null };
    }
    case 'acknowledge':
      if (violation !== null && violation.acknowledged !== null) return null;
      return { change: { type: 'acknowledged', by, seq }, to: status === 'notified' ? 'handling' : null };
    case 'measure': {
      const { kind, text, at } = command.body;
      return { change: { type: 'measured', measure: { kind, text, at, by, seq } }, to: 'awaiting_check' };
    }
    case 'check': {
      const { remedied, text } = command.body;
      const check = { remedied, text, by, seq };
      return { change: { type: 'checked', check }, to: remedied ? 'closed' : 'handling' };
    }
    case 'proposeDismissal':
      return { change: { type: 'dismissal', dismissal: { reason: command.body.reason, by, seq } }, to: null };
    case 'answerDismissal':
      return {
        change: { type: 'dismissal', dismissal: null },
        to: command.body.agrees ? 'dismissed' : null,
      };
    case 'escalate': {
      if (status === 'escalated') return null;
      const { target, automatic } = command.body;
      return { change: { type: 'escalation', escalation: { target, automatic, by, seq } }, to: 'escalated' };
    }
    case 'takeUp':
      return { change: { type: 'acknowledged', by, seq }, to: 'handling' };
    case 'reopen':
      return { change: null, to: 'reopened' };
    case 'outcome': {
      const { code, document } = command.body;
      return { change: { type: 'outcome_given', outcome: { code, document, by, seq } }, to: null };
    }
    case 'recording':
      return { change: { type: 'recording', recording: { locked: command.body.locked, by, seq } }, to: null };
    default:
      return exhaustive(command);
  }
}

function moved(to: IncidentStatus, { seq, base, actor, dev, inst, n }: CommandMeta): IncidentEvent {
  const version = { seq, base: base['status'] ?? 0, by: actor, dev, inst, n };
  return { type: 'status_changed', to, version };
}
