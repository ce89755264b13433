/** The words of permits and devices. What they are: `packages/domain/src/intervention`. */
import type { InterventionCommand } from '@truc/domain/intervention';
import type {
  DeviceKind,
  FindOutcome,
  FindSource,
  PermitStanding,
  Work,
  WorkDraftRefusal,
  WorkRefusal,
} from '@truc/domain/intervention';
import { m } from '#messages';
import { timeText } from '#lib/i18n/time-text.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const workText: Words<Work> = {
  maintenance: m.itv_work_maintenance,
  repair: m.itv_work_repair,
  connect_device: m.itv_work_connect_device,
  install_software: m.itv_work_install_software,
  move_camera: m.itv_work_move_camera,
  change_settings: m.itv_work_change_settings,
  power_work: m.itv_work_power_work,
  line_work: m.itv_work_line_work,
  other: m.itv_work_other,
};

export const standingText: Words<PermitStanding> = {
  asked: m.itv_standing_asked,
  approved: m.itv_standing_approved,
  refused: m.itv_standing_refused,
  begun: m.itv_standing_begun,
  ended: m.itv_standing_ended,
  revoked: m.itv_standing_revoked,
  expired: m.itv_standing_expired,
  overrun: m.itv_standing_overrun,
};

export const deviceKindText: Words<DeviceKind> = {
  camera: m.inv_kind_camera,
  recorder: m.inv_kind_recorder,
  switch: m.inv_kind_switch,
  line_device: m.inv_kind_line_device,
  screen: m.inv_kind_screen,
  power: m.inv_kind_power,
  storage: m.inv_kind_storage,
  other: m.inv_kind_other,
};

export const findOutcomeText: Words<FindOutcome> = {
  listed: m.inv_outcome_listed,
  removed: m.inv_outcome_removed,
  handed_over: m.inv_outcome_handed_over,
};

export const findSourceText: Words<FindSource> = {
  inspection: m.inv_source_inspection,
  round: m.inv_source_round,
  visit: m.inv_source_visit,
  other: m.inv_source_other,
};

/** Each with its clause: why something on a permit or a device is not taken. */
export const workRefusalText: Words<WorkRefusal | WorkDraftRefusal> = {
  permit_known: m.itv_refusal_permit_known,
  permit_unknown: m.itv_refusal_permit_unknown,
  permit_not_asked: m.itv_refusal_permit_not_asked,
  permit_not_approved: m.itv_refusal_permit_not_approved,
  permit_not_begun: m.itv_refusal_permit_not_begun,
  permit_expired: m.itv_refusal_permit_expired,
  permit_too_early: m.itv_refusal_permit_too_early,
  permit_missing: m.itv_refusal_permit_missing,
  permit_closed: m.itv_refusal_permit_closed,
  own_request: m.itv_refusal_own_request,
  time_widened: m.itv_refusal_time_widened,
  time_reversed: m.itv_refusal_time_reversed,
  time_passed: m.itv_refusal_time_passed,
  asset_foreign: m.itv_refusal_asset_foreign,
  worker_unnamed: m.itv_refusal_worker_unnamed,
  workers_missing: m.itv_refusal_workers_missing,
  visit_unchecked: m.itv_refusal_visit_unchecked,
  substitute_missing: m.itv_refusal_substitute_missing,
  substitute_not_running: m.itv_refusal_substitute_not_running,
  device_known: m.itv_refusal_device_known,
  device_unknown: m.itv_refusal_device_unknown,
  device_retired: m.itv_refusal_device_retired,
  serial_listed: m.itv_refusal_serial_listed,
  find_known: m.itv_refusal_find_known,
  find_unknown: m.itv_refusal_find_unknown,
  find_settled: m.itv_refusal_find_settled,
  device_not_listed: m.itv_refusal_device_not_listed,
  asset_missing: m.itv_refusal_asset_missing,
  detail_missing: m.itv_refusal_detail_missing,
  agency_missing: m.itv_refusal_agency_missing,
  document_missing: m.itv_refusal_document_missing,
  reason_missing: m.itv_refusal_reason_missing,
  person_missing: m.itv_refusal_person_missing,
  pace_wrong: m.itv_refusal_pace_wrong,
  note_missing: m.itv_refusal_note_missing,
  name_missing: m.itv_refusal_name_missing,
  serial_missing: m.itv_refusal_serial_missing,
  place_missing: m.itv_refusal_place_missing,
  description_missing: m.itv_refusal_description_missing,
  owner_missing: m.itv_refusal_owner_missing,
  due_missing: m.itv_refusal_due_missing,
  text_too_long: m.flt_refusal_text_too_long,
};

/** "14:00 – 16:30", with the days where they are not today. */
export function periodText(
  { from, to }: { readonly from: number; readonly to: number },
  now: number,
): string {
  return m.itv_period({ from: timeText(from, now), to: timeText(to, now) });
}

/** A command on a permit or a device in the words of its author. `at`: when it was written. */
export function workCommandText(command: InterventionCommand, at: number): string {
  switch (command.type) {
    case 'askPermit': {
      const { work, from, to, detail } = command.body;
      const said = m.itv_said_ask({
        work: workText[work](),
        from: timeText(from, at),
        to: timeText(to, at),
      });
      return withWords(said, detail);
    }
    case 'approvePermit': {
      const { document, from, to, note } = command.body;
      const said = m.itv_said_approve({ document, from: timeText(from, at), to: timeText(to, at) });
      return withWords(said, note);
    }
    case 'refusePermit':
      return m.itv_said_refuse({ reason: command.body.reason });
    case 'beginWork':
      return m.itv_said_begin({ names: command.body.workers.join(', ') });
    case 'checkWork':
      return withWords(
        command.body.isNormal ? m.flt_said_check() : m.flt_said_check_not(),
        command.body.note,
      );
    case 'endWork':
      return withWords(command.body.restored ? m.itv_said_end() : m.itv_said_end_not(), command.body.note);
    case 'revokePermit':
      return m.itv_said_revoke({ reason: command.body.reason });
    case 'listDevice':
      return m.itv_said_list({ name: command.body.name, serial: command.body.serial });
    case 'placeDevice':
      return m.itv_said_place({ place: command.body.place });
    case 'retireDevice':
      return m.itv_said_retire({ reason: command.body.reason });
    case 'foundDevice':
      return withWords(m.itv_said_found({ place: command.body.place }), command.body.description);
    case 'settleFind':
      return withWords(
        m.itv_said_settle({ outcome: findOutcomeText[command.body.outcome]() }),
        command.body.note,
      );
  }
}

function withWords(said: string, words: string): string {
  return words === '' ? said : `${said}\n${words}`;
}
