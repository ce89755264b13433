/** What about this device concerns the person who writes on it: in words, with what to do. Most pressing first. */
import type { SyncStatus } from '@truc/sync/client';
import { m } from '#messages';
import { problemText } from '#lib/i18n/code-text.ts';
import { countText, timeText } from '#lib/i18n/time-text.ts';
import type { Emptied } from '#lib/ports/storage-sentinel.ts';

export type DeviceNotice = {
  readonly key: string;
  readonly severity: 'high' | 'attention';
  readonly title: string;
  readonly text: string;
};

export type NoticeFacts = {
  readonly status: SyncStatus;
  readonly emptied: Emptied | null;
  readonly isRoomLow: boolean;
  /** Server time until which this person may work here without the server, or null. */
  readonly offlineUntil: number | null;
  readonly now: number;
  readonly locale: string;
  readonly ageText: (ageMs: number) => string;
};

/** From here on a person sees that his clock is wrong, and should set it. */
export const clockOffFromMs = 60_000;

export function deviceNotices(facts: NoticeFacts): readonly DeviceNotice[] {
  return [...emptiedNotice(facts), ...problemNotices(facts), ...rightNotices(facts), ...smallNotices(facts)];
}

function emptiedNotice({ emptied, now, locale }: NoticeFacts): DeviceNotice[] {
  if (emptied === null) return [];
  const time = timeText(emptied.noticedAt, now);
  const text = m.status_emptied({ time, count: countText(emptied.unsent, locale) });
  return [{ key: 'emptied', severity: 'high', title: m.notice_title_emptied(), text }];
}

function problemNotices({ status }: NoticeFacts): DeviceNotice[] {
  return status.problems.map((problem, at): DeviceNotice => {
    const key = `problem ${at}`;
    if (problem.kind === 'refused' && problem.code === 'device_blocked')
      return { key, severity: 'high', title: m.notice_title_blocked(), text: m.notice_blocked() };
    return { key, severity: 'high', title: m.notice_title_attention(), text: problemText(problem) };
  });
}

function rightNotices({ status, offlineUntil, now }: NoticeFacts): DeviceNotice[] {
  const found: DeviceNotice[] = [];
  if (status.connection === 'signed_out') {
    const [title, text] = [m.notice_title_signed_out(), m.notice_signed_out()];
    found.push({ key: 'signed out', severity: 'high', title, text });
  }
  if (offlineUntil !== null && offlineUntil <= now) {
    const [title, text] = [m.notice_title_offline_over(), m.notice_offline_over()];
    found.push({ key: 'offline over', severity: 'high', title, text });
  }
  return found;
}

function smallNotices({ status, isRoomLow, ageText }: NoticeFacts): DeviceNotice[] {
  const found: DeviceNotice[] = [];
  if (isRoomLow)
    found.push({
      key: 'room',
      severity: 'attention',
      title: m.notice_title_room(),
      text: m.status_room_low(),
    });
  const off = Math.abs(status.clock?.off ?? 0);
  if (off >= clockOffFromMs) {
    const text = m.notice_clock({ age: ageText(off) });
    found.push({ key: 'clock', severity: 'attention', title: m.notice_title_clock(), text });
  }
  return found;
}
