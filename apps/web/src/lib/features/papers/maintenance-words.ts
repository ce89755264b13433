import type {
  ClashReason,
  MaintenanceRefusal,
  StepAnswer,
  WorkKind,
  WorkState,
} from '@truc/domain/maintenance';
import { m } from '#messages';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const workKindText: Words<WorkKind> = {
  maintenance: m.mnt_kind_maintenance,
  upgrade: m.mnt_kind_upgrade,
  replacement: m.mnt_kind_replacement,
};

export const workStateText: Words<WorkState> = {
  proposed: m.mnt_state_proposed,
  approved: m.mnt_state_approved,
  refused: m.mnt_state_refused,
  done: m.mnt_state_done,
  not_done: m.mnt_state_not_done,
};

export const stepAnswerText: Words<StepAnswer> = { fine: m.mnt_step_fine, trouble: m.mnt_step_trouble };

export const clashReasonText: Words<ClashReason> = {
  same_work: m.mnt_clash_same_work,
  other_work: m.mnt_clash_other_work,
  out_now: m.mnt_clash_out_now,
};

export const maintenanceRefusalText: Words<MaintenanceRefusal> = {
  proposed_already: m.mnt_refusal_proposed_already,
  not_proposed: m.mnt_refusal_not_proposed,
  device_missing: m.mnt_refusal_device_missing,
  device_unknown: m.mnt_refusal_device_unknown,
  reason_missing: m.mnt_refusal_reason_missing,
  time_missing: m.mnt_refusal_time_missing,
  time_reversed: m.mnt_refusal_time_reversed,
  time_past: m.mnt_refusal_time_past,
  substitute_missing: m.mnt_refusal_substitute_missing,
  decided_already: m.mnt_refusal_decided_already,
  own_proposal: m.mnt_refusal_own_proposal,
  paper_missing: m.mnt_refusal_paper_missing,
  zone_unseen: m.mnt_refusal_zone_unseen,
  not_approved: m.mnt_refusal_not_approved,
  result_missing: m.mnt_refusal_result_missing,
  template_missing: m.mnt_refusal_template_missing,
  template_other: m.mnt_refusal_template_other,
  steps_open: m.mnt_refusal_steps_open,
  trouble_untold: m.mnt_refusal_trouble_untold,
};
