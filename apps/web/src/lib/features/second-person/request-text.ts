import type { ViewingRequest } from '@truc/domain/api';
import { m } from '#messages';
import { dateText, minuteText } from '#lib/i18n/time-text.ts';

/** What became of one's own request, for the tile of its camera; undefined when there is nothing to say but that one is needed. */
export function requestText(request: ViewingRequest | null, now: number): string | undefined {
  if (request === null) return undefined;
  const by = request.decided?.by ?? '';
  switch (request.state) {
    case 'waiting':
      return m.second_waiting();
    case 'refused':
      return request.decided?.reason
        ? m.second_refused_because({ by, reason: request.decided.reason })
        : m.second_refused({ by });
    case 'expired':
      return m.second_expired({ time: minuteText(request.until ?? now) });
    case 'unanswered':
      return m.second_unanswered();
    case 'ended':
      return m.second_ended();
    case 'authorised':
      return m.second_authorised({ by, time: minuteText(request.until ?? now) });
  }
}

/** "14:20-14:35 15/06/2021": of recordings the day is never in doubt. */
export function stretchText(from: number, until: number): string {
  const day = dateText(until);
  const begin = dateText(from) === day ? minuteText(from) : `${minuteText(from)} ${dateText(from)}`;
  return `${begin}-${minuteText(until)} ${day}`;
}
