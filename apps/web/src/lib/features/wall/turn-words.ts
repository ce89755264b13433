import type { PtzHolder } from '@truc/media/signalling';
import { m } from '#messages';
import type { TurnFailure } from './pictures.ts';

export const turnFailureText: Readonly<Record<TurnFailure, () => string>> = {
  held: m.ptz_error_held,
  unavailable: m.ptz_error_unavailable,
  refused: m.ptz_error_refused,
  not_permitted: m.ptz_error_not_permitted,
  link: m.ptz_error_link,
};

const rankText: Readonly<Record<PtzHolder['rank'], () => string>> = {
  1: m.ptz_holder_1,
  2: m.ptz_holder_2,
  3: m.ptz_holder_3,
};

/** Who holds the camera, in words; nothing while nobody does. */
export function holderText(holder: PtzHolder | null): string | undefined {
  if (holder === null) return undefined;
  return holder.isYou ? m.ptz_holder_you() : rankText[holder.rank]();
}
