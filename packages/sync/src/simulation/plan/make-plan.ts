/** Draws a plan from its seed. The same seed gives the same plan on every machine. */
import type { PersonId, ScopeId } from '@truc/sync/protocol';
import { createLots, type Lots } from '../core/lots.ts';
import { drawCrowd } from './draw-crowd.ts';
import { drawIncidents } from './draw-incidents.ts';
import { drawLives } from './draw-lives.ts';
import { drawMarks } from './draw-marks.ts';
import { drawTroubles } from './draw-troubles.ts';
import { drawWitnesses } from './draw-witnesses.ts';
import { drawWipes } from './draw-wipes.ts';
import type { Plan, PlanEvent, TabletPlan, Traits } from './plan.ts';

export const tabletCount = 5;
/** Operations that each tablet writes in an ordinary run. */
export const operationsEach = 200;
const spanMs = 90_000;
/** By then every tablet is enrolled and has its lease. */
const writingFrom = 12_000;
const scopes = ['gate', 'roof', 'yard', 'lab'].map((post) => `post:${post}` as ScopeId);
const persons = ['an', 'binh', 'chi', 'dung'] as PersonId[];
/** One run in so many has a tablet that comes home with ten thousand operations. */
const backlogEvery = 400;
const backlogOperations = 10_000;

export function makePlan(seed: number): Plan {
  const lots = createLots(seed, 'plan');
  const traits = drawTraits(lots);
  const tablets = Array.from({ length: tabletCount }, (_, at) => drawTablet(at, lots));
  const writes = tablets.flatMap((tablet, at) => drawWrites(at, tablet, lots));
  if (seed % backlogEvery === 0) writes.push(...drawBacklog(tablets, lots));
  const troubles = drawTroubles({ tablets, persons, scopes, fromMs: 10_000, spanMs }, lots);
  const incidents = drawIncidents(tablets, { seed, fromMs: writingFrom, spanMs });
  const wipes = drawWipes(tablets, { seed, fromMs: writingFrom, spanMs });
  const mayStay = seed % backlogEvery !== 0;
  const crowd = drawCrowd(tablets, { seed, fromMs: writingFrom, spanMs, mayStay });
  const lives = drawLives(incidents.tablets, { seed, fromMs: writingFrom, spanMs });
  const isHeard = (event: PlanEvent) => event.what !== 'write' || event.tablet !== lives.silent;
  const usual = [...writes, ...troubles, ...incidents.events, ...wipes, ...crowd].filter(isHeard);
  const marks = drawMarks(tablets, { seed, fromMs: writingFrom, spanMs });
  const witnesses = drawWitnesses(tablets, { seed, fromMs: writingFrom, spanMs });
  const events = [...usual, ...lives.events, ...marks, ...witnesses.events]
    .map((event) => ({ ...event, at: Math.min(event.at, spanMs) }))
    .sort((a, b) => a.at - b.at);
  const rare = { keepsMarks: marks.length > 0, hasEvidence: witnesses.hasEvidence, lagMs: drawLag(seed) };
  return { seed, traits: { ...traits, ...rare }, tablets: lives.tablets, events, healAt: spanMs };
}

/** What few runs are about is said where that is drawn. */
type UsualTraits = Omit<Traits, 'keepsMarks' | 'hasEvidence' | 'lagMs'>;

function drawTraits(lots: Lots): UsualTraits {
  return {
    storageMs: lots.chance(0.25) ? lots.between(2, 40) : 0,
    databaseMs: lots.chance(0.4) ? lots.between(2, 30) : 0,
    latencyMs: lots.pick([5, 40, 300, 1_500]),
    leaseMs: lots.chance(0.8) ? 72 * 3_600_000 : lots.between(10_000, 80_000),
    isTextual: lots.chance(0.03),
    digests: lots.chance(0.02) ? 'real' : 'symbolic',
    isCompact: lots.chance(0.15),
    pokes: lots.pick([0, 0.5, 0.9, 1]),
    signedOut: lots.chance(0.1) ? lots.below(tabletCount) : null,
    tellsOnline: lots.chance(0.5),
  };
}

/** One run in so many reads from replicas. */
const replicaShare = 0.025;

function drawLag(seed: number): number {
  const lots = createLots(seed, 'replicas');
  return lots.chance(replicaShare) ? lots.pick([200, 2_000, 9_000]) : 0;
}

function drawTablet(at: number, lots: Lots): TabletPlan {
  const first = scopes[at % scopes.length] ?? lots.pick(scopes);
  const others = lots.chance(0.5) ? [lots.pick(scopes)] : [];
  return {
    scopes: [...new Set([first, ...others])],
    person: persons[at % persons.length] ?? lots.pick(persons),
    tabs: lots.pick([1, 1, 2, 3]),
    wallAheadMs: lots.chance(0.3)
      ? Math.round((lots.next() - 0.5) * 20 * 365 * 86_400_000)
      : lots.between(-900, 900),
  };
}

/** Bursts of writing until the tablet has its operations. */
function drawWrites(tablet: number, { scopes: own, tabs }: TabletPlan, lots: Lots): PlanEvent[] {
  const events: PlanEvent[] = [];
  for (let left = operationsEach; left > 0;) {
    const count = Math.min(left, lots.pick([1, 2, 5, 20, 40, 60]));
    const at = lots.between(writingFrom, spanMs);
    const tab = lots.below(tabs);
    events.push({
      at,
      what: 'write',
      tablet,
      tab,
      scope: lots.pick(own),
      count,
      size: lots.pick([10, 40, 300]),
    });
    left -= count;
  }
  return events;
}

function drawBacklog(tablets: readonly TabletPlan[], lots: Lots): PlanEvent[] {
  const tablet = lots.below(tablets.length);
  const scope = lots.pick(tablets[tablet]?.scopes ?? scopes);
  const writes = Array.from({ length: backlogOperations / 500 }, (_, at): PlanEvent => {
    return { at: 20_000 + at * 500, what: 'write', tablet, tab: 0, scope, count: 500, size: 40 };
  });
  return [{ at: 10_000, what: 'link', tablet, state: 'down' }, ...writes];
}
