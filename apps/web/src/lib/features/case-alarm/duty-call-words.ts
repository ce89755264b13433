import type { DutyCall } from '@truc/domain/api';
import type { DutyCallKind } from '@truc/domain/duty-call';
import { m } from '#messages';

const what: Readonly<Record<DutyCallKind, () => string>> = {
  post_unmanned: m.duty_call_post_unmanned,
  handover_waits: m.duty_call_handover_waits,
  check_due: m.duty_call_check_due,
  permit_waits: m.duty_call_permit_waits,
  export_waits: m.duty_call_export_waits,
};
const toDo: Readonly<Record<DutyCallKind, () => string>> = {
  post_unmanned: m.duty_call_post_unmanned_do,
  handover_waits: m.duty_call_handover_waits_do,
  check_due: m.duty_call_check_due_do,
  permit_waits: m.duty_call_permit_waits,
  export_waits: m.duty_call_export_waits,
};

export function callText({ kind }: Pick<DutyCall, 'kind'>): string {
  return what[kind]();
}

export function callAction({ kind }: Pick<DutyCall, 'kind'>): string {
  return toDo[kind]();
}

/** The facility, and the post where it is about one. */
export function callPlace({ facilityName, postName }: Pick<DutyCall, 'facilityName' | 'postName'>): string {
  const known = [facilityName, postName].filter((name) => name !== null);
  return known.length === 0 ? m.duty_call_central() : known.join(' · ');
}
