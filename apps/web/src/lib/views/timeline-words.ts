import { severityOf, type TimelineItem } from '@truc/domain/timeline';
import { m } from '#messages';
import { assetText, faultStatusText, faultSymptomText } from '#lib/features/fault-log/fault-words.ts';
import { severityText, statusText } from '#lib/features/incident/incident-words.ts';
import type { ItemWords } from '#lib/features/timeline/item-words.ts';

const gapText = {
  unmanned: m.ptl_gap_unmanned,
  unplanned: m.ptl_gap_unplanned,
  lost_connection: m.ptl_gap_lost,
} as const;

/** An item in the words of its own page. */
export function wordsOf(item: TimelineItem): ItemWords {
  const severity = severityText[severityOf(item)]();
  switch (item.kind) {
    case 'incident':
      return {
        title: item.title === '' ? m.incident_untitled() : item.title,
        kind: m.ptl_kind_incident(),
        state: statusText[item.status](),
        severity,
      };
    case 'fault':
      return {
        title: `${assetText(item.asset)} · ${faultSymptomText[item.symptom]()}`,
        kind: m.ptl_kind_fault(),
        state: faultStatusText[item.status](),
        severity,
      };
    case 'gap':
      return {
        title: `${gapText[item.gap]()} · ${item.name}`,
        kind: m.ptl_kind_gap(),
        state: item.to === null ? m.ptl_state_open() : m.ptl_state_ended(),
        severity,
      };
  }
}
