import { facilityId } from './ids.ts';
import { sites } from './sites.ts';

export type DemonstrationRecorder = {
  readonly id: string;
  readonly facility: string;
  readonly name: string;
  /** Days that it keeps: a fact of each device, never a rule (KH-18). */
  readonly retentionDays: number;
};

const retentions = [30, 14, 33, 7, 21, 15, 28, 10] as const;

/** One recorder a site and a second one at the two largest: 26. */
export const recorders: readonly DemonstrationRecorder[] = sites.flatMap((site) =>
  Array.from({ length: site.number <= 2 ? 2 : 1 }, (_, at) => ({
    id: `${facilityId(site.number)}-dg${at + 1}`,
    facility: facilityId(site.number),
    name: `Đầu ghi ${at + 1}`,
    retentionDays: retentions[(site.number + at) % retentions.length] ?? 30,
  })),
);

/** At a site with two recorders, the first twelve cameras hang on the first. */
export function recorderOf(camera: { readonly id: string; readonly facility: string }): string {
  const number = Number(camera.id.slice(-2));
  const second = `${camera.facility}-dg2`;
  const hasSecond = recorders.some(({ id }) => id === second);
  return hasSecond && number > 12 ? second : `${camera.facility}-dg1`;
}
