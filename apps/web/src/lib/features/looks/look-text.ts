import type { Look } from '@truc/domain/api';
import { playbackPurposes, viewingEndCauses } from '@truc/media/signalling';
import { m } from '#messages';
import { endCauseText, playbackPurposeText } from '#lib/i18n/code-text.ts';
import { dateText, dayKey } from '#lib/i18n/time-text.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "14:20:05 15/06/2021": a record of looks is read to the second. */
export function startText(look: Look): string {
  return `${clock.format(look.startedAt)} ${dateText(look.startedAt)}`;
}

/** "đến 14:25:10", with the day when it is another; "Đang xem" while it runs. */
export function endText({ startedAt, stoppedAt }: Look): string {
  if (stoppedAt === null) return m.looks_running();
  const day = dayKey(startedAt) === dayKey(stoppedAt) ? '' : ` ${dateText(stoppedAt)}`;
  return m.looks_until({ time: clock.format(stoppedAt) + day });
}

/** How long it could be seen: the whole time without what was hidden. */
export function seenText({ startedAt, stoppedAt, hiddenMs }: Look, now: number): string {
  return lengthText(Math.max(0, (stoppedAt ?? now) - startedAt - hiddenMs));
}

/** "1:02:03", "4:05". */
export function lengthText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

export function lookPurposeText({ purpose }: Look): string {
  const known = playbackPurposes.find((one) => one === purpose);
  return known === undefined ? purpose : playbackPurposeText[known]();
}

export function lookCauseText({ cause }: Look): string {
  const known = viewingEndCauses.find((one) => one === cause);
  return known === undefined ? (cause ?? '') : endCauseText[known]();
}

export function lookSystemText({ system }: Look): string {
  if (system === null) return '';
  return system === 'CENTRAL' ? m.looks_system_central() : m.looks_system_facility();
}

/** "14:00:05 – 14:02:10 15/06/2021", with both days where they differ. */
export function stretchText([from, until]: readonly [number, number]): string {
  const day = dayKey(from) === dayKey(until) ? '' : ` ${dateText(from)}`;
  return `${clock.format(from)}${day} – ${clock.format(until)} ${dateText(until)}`;
}

const stretchesShown = 4;

/** Which recordings were really seen; what was granted stands beside it. */
export function shownText({ playback, stoppedAt }: Look): string {
  if (playback === null) return '';
  if (playback.shown === null) return stoppedAt === null ? m.looks_running() : m.looks_shown_unknown();
  if (playback.shown.length === 0) return m.looks_shown_none();
  const more = playback.shown.length - stretchesShown;
  const told = playback.shown.slice(0, stretchesShown).map(stretchText).join('; ');
  return m.looks_shown({ stretches: more > 0 ? `${told}; +${more}` : told });
}
