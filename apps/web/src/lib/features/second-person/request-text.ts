import type { ViewingRequest } from '@truc/domain/api';
import { m } from '#messages';
import { minuteText } from '#lib/i18n/time-text.ts';

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
