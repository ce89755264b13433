import type { App } from '#lib/bootstrap/tokens.ts';
import type { NoticeFacts } from '#lib/features/status/device-notices.ts';
import { ageText } from '#lib/i18n/age-text.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';

/** Read reactively: what there is to say about this device now. */
export function noticeFacts({ status, alarms, protection, keys, ticker }: App): NoticeFacts {
  return {
    status: status.current,
    emptied: alarms.emptied,
    isRoomLow: protection.room?.isLow === true,
    offlineUntil: keys.offlineUntil,
    now: ticker.now,
    locale: locale.tag,
    ageText,
  };
}
