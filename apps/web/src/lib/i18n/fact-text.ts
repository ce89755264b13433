import type { FactStateName } from '@truc/ui';
import { m } from '#messages';

/** Where a fact is on its way, in words. */
export const factStateText: Readonly<Record<FactStateName, () => string>> = {
  on_tablet: m.entry_on_tablet,
  sending: m.entry_sending,
  on_server: m.entry_on_server,
  needs_you: m.entry_needs_you,
};
