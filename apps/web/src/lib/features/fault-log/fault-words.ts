import type {
  Acceptance,
  Asset,
  Assignee,
  Cause,
  FaultStatus,
  Symptom,
  Verdict,
  VisitItem,
} from '@truc/domain/fault-log';
import { m } from '#messages';
import { writeFailureText } from '#lib/i18n/code-text.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { countText } from '#lib/i18n/time-text.ts';
import type { FaultFailure } from './fault-controller.svelte.ts';
import { workRefusalText } from './work-words.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const faultStatusText: Words<FaultStatus> = {
  detected: m.flt_status_detected,
  substituted: m.flt_status_substituted,
  assigned: m.flt_status_assigned,
  repairing: m.flt_status_repairing,
  parked: m.flt_status_parked,
  restored: m.flt_status_restored,
  closed: m.flt_status_closed,
  merged: m.flt_status_merged,
};

export const faultSymptomText: Words<Symptom> = {
  no_picture: m.flt_symptom_no_picture,
  frozen: m.flt_symptom_frozen,
  poor_picture: m.flt_symptom_poor_picture,
  no_recording: m.flt_symptom_no_recording,
  no_power: m.flt_symptom_no_power,
  no_line: m.flt_symptom_no_line,
  damaged: m.flt_symptom_damaged,
  other: m.flt_symptom_other,
};

export const causeText: Words<Cause> = {
  power: m.flt_cause_power,
  line: m.flt_cause_line,
  camera: m.flt_cause_camera,
  recorder: m.flt_cause_recorder,
  central_system: m.flt_cause_central_system,
  configuration: m.flt_cause_configuration,
  weather: m.flt_cause_weather,
  planned_work: m.flt_cause_planned_work,
  channel_cut: m.flt_cause_channel_cut,
  sabotage: m.flt_cause_sabotage,
  theft: m.flt_cause_theft,
  unknown: m.flt_cause_unknown,
};

export const visitItemText: Words<VisitItem> = {
  test_result: m.flt_visit_test_result,
  health_declaration: m.flt_visit_health_declaration,
  temperature: m.flt_visit_temperature,
  protective_gear: m.flt_visit_protective_gear,
  agreed_route: m.flt_visit_agreed_route,
  disinfection: m.flt_visit_disinfection,
};

export const assigneeText: Words<Assignee> = {
  operator: m.flt_to_operator,
  technician: m.flt_to_technician,
};

export const acceptanceText: Words<Acceptance> = {
  picture: m.flt_accept_picture,
  recording: m.flt_accept_recording,
};

export const verdictText: Words<Verdict> = {
  none: m.flt_interference_none,
  suspected: m.flt_interference_suspected,
};

// What a form of faults and one of permits call alike is said in the words of faults.
const failureTexts: Words<FaultFailure> = {
  ...writeFailureText,
  ...workRefusalText,
  already_reported: m.flt_refusal_already_reported,
  asset_elsewhere: m.flt_refusal_asset_elsewhere,
  not_reported: m.flt_refusal_not_reported,
  status_not_reachable: m.flt_refusal_status_not_reachable,
  substitute_missing: m.flt_refusal_substitute_missing,
  substitute_not_running: m.flt_refusal_substitute_not_running,
  visit_unchecked: m.flt_refusal_visit_unchecked,
  visitor_missing: m.flt_refusal_visitor_missing,
  parent_unsuitable: m.flt_refusal_parent_unsuitable,
  accepted_already: m.flt_refusal_accepted_already,
  outage_too_long: m.flt_refusal_outage_too_long,
  substitute_end_missing: m.flt_refusal_substitute_end_missing,
  interval_reversed: m.flt_refusal_interval_reversed,
  interference_unanswered: m.flt_refusal_interference_unanswered,
  cause_is_interference: m.flt_refusal_cause_is_interference,
  asset_missing: m.flt_refusal_asset_missing,
  person_missing: m.flt_refusal_person_missing,
  reason_missing: m.flt_refusal_reason_missing,
  text_missing: m.flt_refusal_text_missing,
  text_too_long: m.flt_refusal_text_too_long,
  since_in_future: m.flt_refusal_since_in_future,
  pace_wrong: m.flt_refusal_pace_wrong,
  target_passed: m.flt_refusal_target_passed,
};

/** Why something could not be kept, or was not applied, in words. What was typed still stands in its box. */
export function faultFailureText(code: FaultFailure): string {
  return failureTexts[code]();
}

export function assetText({ kind, name, id }: Asset): string {
  switch (kind) {
    case 'camera':
      return m.flt_asset_camera({ name: name === '' ? id : name });
    case 'recorder':
      // Most are called so already: "Đầu ghi 1".
      return name.startsWith(m.flt_asset_recorder({ name: '' }))
        ? name
        : m.flt_asset_recorder({ name: name === '' ? id : name });
    case 'line':
      return m.flt_asset_line();
    case 'central':
      return m.flt_asset_central();
  }
}

/** "30 phút", "2 giờ". */
export function paceText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0
    ? m.flt_hours({ count: countText(minutes / 60, locale.tag) })
    : m.flt_minutes({ count: countText(minutes, locale.tag) });
}
