import type { Amendment, AmendmentType } from '@truc/domain/logbook';
import { m } from '#messages';

export const amendmentText: Readonly<Record<AmendmentType, () => string>> = {
  correction: m.amend_correction,
  strike: m.amend_strike,
  addendum: m.amend_addendum,
  countersign: m.amend_countersign,
};

type OfType = Readonly<Record<AmendmentType, () => string>>;

/** What a person chooses to write, what it does to the entry, and what the button says that does it. */
export const amendmentActText: OfType = {
  correction: m.amend_act_correction,
  strike: m.amend_act_strike,
  addendum: m.amend_act_addendum,
  countersign: m.amend_act_countersign,
};
export const amendmentHelpText: OfType = {
  correction: m.amend_help_correction,
  strike: m.amend_help_strike,
  addendum: m.amend_help_addendum,
  countersign: m.amend_help_countersign,
};
export const amendmentSaveText: OfType = {
  correction: m.amend_save_correction,
  strike: m.amend_save_strike,
  addendum: m.amend_save_addendum,
  countersign: m.amend_save_countersign,
};

/** What an amendment says, in one text: its words, then why. */
export function amendmentWords({ text, reason }: Amendment): string {
  const why = reason === null ? '' : m.amend_reason({ reason });
  return [text ?? '', why].filter((part) => part !== '').join('\n');
}
