import type { Amendment, AmendmentType } from '@truc/domain/logbook';
import { m } from '#messages';

export const amendmentText: Readonly<Record<AmendmentType, () => string>> = {
  correction: m.amend_correction,
  strike: m.amend_strike,
  addendum: m.amend_addendum,
  countersign: m.amend_countersign,
};

/** What an amendment says, in one text: its words, then why. */
export function amendmentWords({ text, reason }: Amendment): string {
  const why = reason === null ? '' : m.amend_reason({ reason });
  return [text ?? '', why].filter((part) => part !== '').join('\n');
}
