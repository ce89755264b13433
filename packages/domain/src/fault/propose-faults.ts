import type { FaultAsset, FaultCause, FaultEvent } from './fault.ts';

export type Trouble = { readonly cause: FaultCause; readonly symptom: string; readonly since: number };
/** `trouble` is null while its picture is there. */
export type WatchedCamera = {
  readonly id: string;
  readonly facility: string;
  readonly trouble: Trouble | null;
};

export type ProposalQuestion = {
  readonly cameras: readonly WatchedCamera[];
  /** Set while the central system itself does not answer: nothing is known of any camera then. */
  readonly central: Trouble | null;
  /** The last event of each fault that has not recovered. */
  readonly open: readonly FaultEvent[];
  readonly now: number;
  readonly afterMs: number;
  readonly makeId: () => string;
};

/** So many of all cameras at once are one outage of the central system, not as many faults (GL-51). */
const centralShare = 0.5;
const leastForCentral = 6;
/** A facility whose cameras are all gone over the network has lost its line. */
const leastForLine = 2;

type Candidate = {
  readonly asset: FaultAsset;
  readonly assetId: string;
  readonly facility: string | null;
  readonly trouble: Trouble;
  readonly cameras: readonly string[];
};

/**
 * What the system says by itself at this moment: faults that it proposes, and faults that are over. What has a parent is told
 * by its parent alone; what stands open, confirmed or dismissed, is not proposed again before it was over once.
 */
export function proposeFaults(question: ProposalQuestion): readonly FaultEvent[] {
  const due = question.cameras.filter(({ trouble }) => isDue(trouble, question));
  const candidates = candidatesOf(due, question);
  const open = new Set(question.open.map(keyOf));
  const proposed = candidates
    .filter((candidate) => !open.has(keyOf(candidate)))
    .map((candidate) => toProposal(candidate, question));
  const recovered = question.open
    .filter((event) => isOver(event, question))
    .map((event) => ({ ...event, kind: 'recovered' as const, by: null, reason: '', at: question.now }));
  return [...recovered, ...proposed];
}

function candidatesOf(due: readonly WatchedCamera[], question: ProposalQuestion): Candidate[] {
  const { cameras, central } = question;
  const all = { asset: 'central', assetId: 'central', facility: null } as const;
  if (central !== null)
    return isDue(central, question) ? [{ ...all, trouble: central, cameras: cameras.map(idOf) }] : [];
  // Pictures that arrive prove that the central system works, whatever they show.
  const gone = due.filter(({ trouble }) => trouble?.cause !== 'picture');
  const first = earliest(gone);
  const isCentral = gone.length >= leastForCentral && gone.length >= cameras.length * centralShare;
  if (isCentral && first !== undefined) return [{ ...all, trouble: first, cameras: gone.map(idOf) }];
  const lines = linesOf(due, cameras);
  const covered = new Set(lines.map(({ assetId }) => assetId));
  return [
    ...lines,
    ...due.flatMap(({ id, facility, trouble }) =>
      trouble === null || covered.has(facility)
        ? []
        : [{ asset: 'camera' as const, assetId: id, facility, trouble, cameras: [id] }],
    ),
  ];
}

function linesOf(due: readonly WatchedCamera[], cameras: readonly WatchedCamera[]): Candidate[] {
  return [...new Set(due.map(({ facility }) => facility))].flatMap((facility) => {
    const own = cameras.filter((camera) => camera.facility === facility);
    const gone = due.filter((camera) => camera.facility === facility && camera.trouble?.cause === 'network');
    const trouble = earliest(gone);
    if (gone.length < leastForLine || gone.length < own.length || trouble === undefined) return [];
    return [{ asset: 'line', assetId: facility, facility, trouble, cameras: gone.map(idOf) }];
  });
}

/** A camera's fault is over with its picture; a parent's with the first picture among its cameras, and when its children tell for themselves. */
function isOver(event: FaultEvent, { cameras, central }: ProposalQuestion): boolean {
  if (central !== null) return false;
  const own = cameras.filter(({ id }) => event.cameras.includes(id));
  return own.length === 0 ? event.asset === 'central' : own.some(({ trouble }) => trouble === null);
}

function isDue(trouble: Trouble | null, { now, afterMs }: ProposalQuestion): boolean {
  return trouble !== null && now - trouble.since >= afterMs;
}

function earliest(cameras: readonly WatchedCamera[]): Trouble | undefined {
  return cameras
    .flatMap(({ trouble }) => trouble ?? [])
    .toSorted((a, b) => a.since - b.since)
    .at(0);
}

function toProposal({ trouble, ...candidate }: Candidate, { now, makeId }: ProposalQuestion): FaultEvent {
  return { kind: 'proposed', fault: makeId(), ...candidate, ...trouble, by: null, reason: '', at: now };
}

function keyOf({ asset, assetId }: { readonly asset: string; readonly assetId: string }): string {
  return `${asset} ${assetId}`;
}

function idOf({ id }: WatchedCamera): string {
  return id;
}
