import { noSignalReasons } from '@truc/media/signalling';
import type { PictureStateName } from '@truc/ui';
import { m } from '#messages';
import { conditionText, noSignalText, refusalText, stallText, troubleText } from '#lib/i18n/code-text.ts';
import type { Picture } from './pictures.ts';

export const pictureLabels: Readonly<Record<PictureStateName, () => string>> = {
  connecting: m.picture_connecting,
  earlier: m.picture_earlier,
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

/** What is wrong with a picture that is shown, in a few words each. A transcoded one has no B-frames any more. */
export function pictureMarks({
  state,
  conditions = [],
  hasMotion = false,
  isSmallOnly = false,
}: Picture): string[] {
  if (state === 'no_signal' || state === 'not_permitted') return [];
  const isTranscoded = conditions.includes('transcoded');
  const marks = conditions.flatMap((condition) =>
    isTranscoded && condition === 'b_frames' ? [] : (conditionText[condition]?.() ?? []),
  );
  return [...(hasMotion ? [m.mark_motion()] : []), ...(isSmallOnly ? [m.mark_small_only()] : []), ...marks];
}

/** What is wrong with what a picture shows; undefined while it is as it should be, as far as anybody knows. */
export function troubleOf({
  trouble,
}: Picture): { name: NonNullable<Picture['trouble']>; label: string } | undefined {
  return trouble === undefined ? undefined : { name: trouble, label: troubleText[trouble]() };
}

/** What holds up a picture that stands still, with its word; undefined while it moves or nobody can tell. */
export function stallOf({
  stall,
}: Picture): { name: NonNullable<Picture['stall']>; label: string } | undefined {
  return stall === undefined ? undefined : { name: stall, label: stallText[stall]() };
}

function isRefusal(code: string): code is keyof typeof refusalText {
  return Object.hasOwn(refusalText, code);
}
