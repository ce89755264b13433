import type { FocalAgency, FocalRefusal, FocalState } from '@truc/domain/focal-list';
import { m } from '#messages';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const focalAgencyText: Words<FocalAgency> = {
  pc_office: m.foc_agency_pc_office,
  pmc: m.foc_agency_pmc,
  doh: m.foc_agency_doh,
};

export const focalStateText: Words<FocalState> = {
  submitted: m.foc_state_submitted,
  taken: m.foc_state_taken,
  returned: m.foc_state_returned,
};

export const focalRefusalText: Words<FocalRefusal> = {
  list_empty: m.foc_refusal_list_empty,
  name_missing: m.foc_refusal_name_missing,
  position_missing: m.foc_refusal_position_missing,
  phone_missing: m.foc_refusal_phone_missing,
  email_missing: m.foc_refusal_email_missing,
  phone_wrong: m.foc_refusal_phone_wrong,
  email_wrong: m.foc_refusal_email_wrong,
  person_twice: m.foc_refusal_person_twice,
  submitted_already: m.foc_refusal_submitted_already,
  not_submitted: m.foc_refusal_not_submitted,
  settled_already: m.foc_refusal_settled_already,
  reason_missing: m.foc_refusal_reason_missing,
  own_list: m.foc_refusal_own_list,
};
