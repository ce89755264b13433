import { playbackReasonLength, type PlaybackPurpose } from '@truc/media/signalling';
import { momentOf } from '#lib/i18n/local-moment.ts';
import type { Stretch } from './recordings.ts';

export type StretchForm = {
  readonly camera: string;
  /** As `<input type="datetime-local">` has it, in Vietnam's time. */
  readonly start: string;
  readonly minutes: number;
  readonly purpose: PlaybackPurpose | null;
  readonly reason: string;
  readonly paperNumber: string;
  readonly paperDate: string;
  readonly paperSignatory: string;
};
export type StretchRefusal =
  'start_missing' | 'start_in_future' | 'purpose_missing' | 'reason_short' | 'paper_missing';

export const lengthChoices = [5, 15, 30, 60] as const;

/** What the form asks for, or what it still lacks. What reaches into the future ends now. */
export function readForm(form: StretchForm, now: number): Stretch | StretchRefusal {
  const from = momentOf(form.start);
  if (from === null) return 'start_missing';
  if (from > now - 1_000) return 'start_in_future';
  if (form.purpose === null) return 'purpose_missing';
  const reason = form.reason.trim();
  if (reason.length < playbackReasonLength.least) return 'reason_short';
  const { camera, purpose } = form;
  const [number, date, signatory] = [form.paperNumber.trim(), form.paperDate, form.paperSignatory.trim()];
  const needsPaper = purpose === 'other_by_paper';
  if (needsPaper && (number === '' || date === '' || signatory === '')) return 'paper_missing';
  const until = Math.min(from + form.minutes * 60_000, Math.floor(now));
  return { camera, from, until, purpose, reason, paper: needsPaper ? [number, date, signatory] : null };
}

/** Hours until the recorder writes over what it recorded at `at` (KH-18); negative when it has. Null where nobody knows. */
export function hoursLeft(at: number, retentionHours: number | null, now: number): number | null {
  return retentionHours === null ? null : (at - now) / 3_600_000 + retentionHours;
}
