import { noSignalReasons } from '@truc/media/signalling';
import type { PictureStateName } from '@truc/ui';
import { m } from '#messages';
import { noSignalText, refusalText, stallText } from '#lib/i18n/code-text.ts';
import type { Picture } from './pictures.ts';

export const pictureLabels: Readonly<Record<PictureStateName, () => string>> = {
  connecting: m.picture_connecting,
  live: m.picture_live,
  ageing: m.picture_ageing,
  stale: m.picture_stale,
  no_signal: m.picture_no_signal,
  not_permitted: m.picture_not_permitted,
};

/** Why there is no picture, or an old one, in words; undefined when there is nothing to explain. */
export function pictureReason({ state, reason, stall }: Picture): string | undefined {
  if (reason === undefined) return stall === undefined ? undefined : stallText[stall]();
  // `not_found` means another thing from a camera than from the server: the state says who spoke.
  const fromCamera = state === 'no_signal' ? noSignalReasons.find((known) => known === reason) : undefined;
  if (fromCamera !== undefined) return noSignalText[fromCamera]();
  return isRefusal(reason) ? refusalText[reason]() : undefined;
}

function isRefusal(code: string): code is keyof typeof refusalText {
  return Object.hasOwn(refusalText, code);
}
