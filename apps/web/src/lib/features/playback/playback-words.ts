import { m } from '#messages';
import { dateText, secondText } from '#lib/i18n/time-text.ts';
import type { RecordingPicture } from './recordings.ts';
import type { StretchRefusal } from './stretch-form.ts';

/** "14:20:05 15/06/2021": of a recording the day is never in doubt. */
export function momentText(at: number): string {
  return `${secondText(at)} ${dateText(at)}`;
}

export const stateText: Readonly<Record<RecordingPicture['state'], () => string>> = {
  connecting: m.playback_connecting,
  opening: m.playback_opening,
  playing: m.playback_playing,
  paused: m.playback_paused,
  ended: m.playback_ended,
  failed: m.playback_failed,
};

export const formRefusalText: Readonly<Record<StretchRefusal, () => string>> = {
  start_missing: m.playback_start_missing,
  start_in_future: m.playback_start_in_future,
  purpose_missing: m.playback_purpose_missing,
  reason_short: m.playback_reason_short,
  paper_missing: m.playback_paper_missing,
};
