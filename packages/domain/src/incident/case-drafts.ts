/** What the forms of a violation ask on the tablet, before anything is stored. The same steps as the fold's, and the words. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import {
  documentLimit,
  type CaseCommand,
  type EscalateBody,
  type MeasureBody,
  type NotifyBody,
  type OutcomeBody,
  type ReportBody,
} from './case-commands.ts';
import { stepFault, type CaseFault } from './case-steps.ts';
import { checkFields, type IncidentRefusal } from './drafts.ts';
import { textLimit, titleLimit } from './field-schemas.ts';
import type { Incident } from './incident.ts';
import { tidy } from './tidy.ts';
import type { Violation } from './violation.ts';

export type CaseRefusal =
  | CaseFault
  | IncidentRefusal
  | 'camera_or_place_missing'
  | 'range_wrong'
  | 'detected_in_future'
  | 'notified_who_missing'
  | 'notified_before_detected'
  | 'measure_text_missing'
  | 'document_missing'
  | 'misuse_apart';

type Drafted<Body> = Result<Body, Failure<CaseRefusal>>;

/** Clocks differ by a little: a moment of now is not one of the future. */
const slackMs = 60_000;

export function decideReport(report: ReportBody, now: number): Drafted<ReportBody> {
  const { incident, fields, detectedAt, from, until } = report;
  const checked = checkFields(incident, fields);
  if (!checked.ok) return checked;
  // GL-18: in this log the one whom it concerns could read it.
  if (report.kind === 'misuse') return failure('misuse_apart');
  const { cameras, place } = checked.value.fields;
  if (cameras.length === 0 && place === '') return failure('camera_or_place_missing');
  if (detectedAt > now + slackMs) return failure('detected_in_future');
  if (from > until || from > detectedAt + slackMs) return failure('range_wrong');
  return ok({ ...report, fields: checked.value.fields });
}

/** GL-21: to whom, when, by which way. */
export function decideNotify(
  { detectedAt }: Pick<Violation, 'detectedAt'>,
  notice: NotifyBody,
  now: number,
): Drafted<NotifyBody> {
  const [name, position] = [tidy(notice.name), tidy(notice.position)];
  if (name === '' || position === '') return failure('notified_who_missing');
  if (name.length > titleLimit || position.length > titleLimit) return failure('text_too_long');
  if (notice.at > now + slackMs) return failure('detected_in_future');
  return notice.at < detectedAt ? failure('notified_before_detected') : ok({ ...notice, name, position });
}

export function decideMeasure(measure: MeasureBody): Drafted<MeasureBody> {
  const text = tidy(measure.text);
  if (measure.kind === 'other' && text === '') return failure('measure_text_missing');
  return text.length > textLimit ? failure('text_too_long') : ok({ ...measure, text });
}

/** KH-16: only with the document that says so. */
export function decideOutcome(outcome: OutcomeBody): Drafted<OutcomeBody> {
  const document = tidy(outcome.document);
  if (document === '') return failure('document_missing');
  return document.length > documentLimit ? failure('text_too_long') : ok({ ...outcome, document });
}

export function decideEscalate(escalation: EscalateBody): Drafted<EscalateBody> {
  const reason = tidy(escalation.reason);
  if (reason === '') return failure('reason_missing');
  return reason.length > textLimit ? failure('text_too_long') : ok({ ...escalation, reason });
}

/** A step whose words are one reason: a proposal, an answer, a check, taking up, opening again. `needed`: it may not be empty. */
export function decideReason(words: string, needed: boolean): Drafted<string> {
  const reason = tidy(words);
  if (needed && reason === '') return failure('reason_missing');
  return reason.length > textLimit ? failure('text_too_long') : ok(reason);
}

/** Whether the step applies to what the person sees; the log decides again. */
export function decideStep<Command extends CaseCommand>(
  seen: Incident,
  command: Command,
  actor: string,
): Drafted<Command> {
  const fault = stepFault(seen, command, actor);
  return fault === null ? ok(command) : failure(fault);
}
