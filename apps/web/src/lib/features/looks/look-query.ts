import { momentOf } from '#lib/i18n/local-moment.ts';

export type LookQuery = {
  readonly person: string | null;
  readonly camera: string | null;
  /** As `<input type="datetime-local">` has it, in Vietnam's time; empty for no limit. */
  readonly from: string;
  readonly to: string;
  readonly before: string | null;
};

/** The query string of `GET /api/access-log`. */
export function lookQuery({ person, camera, from, to, before }: LookQuery): string {
  const fields = { person, camera, from: momentOf(from), to: momentOf(to), before };
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(given).toString();
}
