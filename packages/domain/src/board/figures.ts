/**
 * What stands behind one line of the glance board: the state of a facility's cameras, cases, faults and posts as few figures.
 * A figure that somebody may not see, or that nobody knows, is null and never nought. Times are ms since 1970.
 */
import { isOpen as isFaultOpen, isUnwatched, type Faults } from '../fault-log/index.ts';
import { isOpen, type Incident, type Incidents, type Severity } from '../incident/index.ts';

/** `downSince`: the oldest loss that lasts. */
export type CameraFigures = {
  readonly up: number;
  readonly down: number;
  readonly unknown: number;
  readonly downSince: number | null;
};

/** `openedAt`: of those that are open, the oldest first. `unanswered`: told to nobody, or nobody took it up (GL-21). */
export type CaseFigures = {
  readonly openedAt: readonly number[];
  readonly unanswered: number;
  readonly unansweredSince: number | null;
  readonly worst: Severity | null;
};

/** `bare`: at work without substitute supervision (GL-25). */
export type FaultFigures = {
  readonly open: number;
  readonly openSince: number | null;
  readonly bare: number;
  readonly bareSince: number | null;
};

/** Of the posts that are to be manned round the clock (GL-20). */
export type PostFigures = {
  readonly manned: number;
  readonly unmanned: number;
  readonly unmannedSince: number | null;
};

export type CameraCondition = {
  readonly condition: 'up' | 'down' | 'unknown';
  readonly since: number | null;
};

export function cameraFigures(cameras: readonly CameraCondition[]): CameraFigures {
  const count = (wanted: CameraCondition['condition']) =>
    cameras.filter(({ condition }) => condition === wanted).length;
  return {
    up: count('up'),
    down: count('down'),
    unknown: count('unknown'),
    downSince: oldest(cameras.filter(({ condition }) => condition === 'down').map(({ since }) => since)),
  };
}

const unansweredStatuses = new Set<Incident['status']>(['reported', 'notified', 'escalated']);
const ranks = { urgent: 0, high: 1, attention: 2, information: 3 } as const;

/** `receivedAt`: when the server got the command that opened an incident, for those that do not say when it was found. */
export function caseFigures(
  incidents: Incidents,
  receivedAt: (seq: number) => number | undefined,
): CaseFigures {
  const open = Object.values(incidents)
    .filter(({ status, opened }) => opened !== null && isOpen(status))
    .flatMap((incident) => {
      const at = incident.violation?.detectedAt ?? receivedAt(incident.opened?.seq ?? 0);
      return at === undefined ? [] : [{ incident, at }];
    });
  const unanswered = open.filter(({ incident }) => unansweredStatuses.has(incident.status));
  const [worst] = open
    .map(({ incident }) => incident.fields.severity.value)
    .toSorted((a, b) => ranks[a] - ranks[b]);
  return {
    openedAt: open.map(({ at }) => at).toSorted((a, b) => a - b),
    unanswered: unanswered.length,
    unansweredSince: oldest(unanswered.map(({ at }) => at)),
    worst: worst ?? null,
  };
}

export function faultFigures(faults: Faults): FaultFigures {
  const open = Object.values(faults).filter(isFaultOpen);
  const bare = open.filter(isUnwatched);
  return {
    open: open.length,
    openSince: sinceOf(open),
    bare: bare.length,
    bareSince: sinceOf(bare),
  };
}

function sinceOf(faults: readonly Faults[string][]): number | null {
  return oldest(faults.map(({ report }) => report?.since ?? null));
}

export function postFigures(
  posts: readonly { readonly manned: boolean; readonly since: number | null }[],
): PostFigures {
  const unmanned = posts.filter(({ manned }) => !manned);
  return {
    manned: posts.length - unmanned.length,
    unmanned: unmanned.length,
    unmannedSince: oldest(unmanned.map(({ since }) => since)),
  };
}

function oldest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
