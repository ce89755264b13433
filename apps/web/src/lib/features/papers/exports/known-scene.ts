import type { ExportPlace } from '@truc/domain/api';
import { localText } from '#lib/i18n/local-moment.ts';

/** What the room of an incident says of it: its cameras, and its time in ms. `until`: null while it goes on. */
export type KnownScene = {
  readonly cameras: readonly string[];
  readonly from: number;
  readonly until: number | null;
};

const minuteMs = 60_000;

/** The fields of a request for its recordings: cameras that are recorded there, whole minutes around it. */
export function filledFrom({ cameras, from, until }: KnownScene, place: Pick<ExportPlace, 'cameras'>) {
  return {
    cameras: place.cameras.flatMap(({ id }) => (cameras.includes(id) ? [id] : [])),
    from: localText(from),
    to: until === null ? '' : localText(Math.max(from, until - 1) + minuteMs),
  };
}
