/** The nemesis: everything that is known to befall tablets, their network, the server and its database. */
import type { PersonId, ScopeId } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import { startOfTime, type ClockChange } from '../world/wall-clock.ts';
import { rateNames, type ForeignKind, type PlanEvent, type TabletPlan } from './plan.ts';

export type Ground = {
  readonly tablets: readonly TabletPlan[];
  readonly persons: readonly PersonId[];
  readonly scopes: readonly ScopeId[];
  readonly fromMs: number;
  readonly spanMs: number;
};

type Spot = Ground & { readonly at: number; readonly tablet: number; readonly lots: Lots };
type Trouble = (spot: Spot) => PlanEvent[];

const year = 365 * 86_400_000;
const foreignKinds: readonly ForeignKind[] = [
  'unknown_field',
  'not_json',
  'oversized_body',
  'oversized_header',
  'old_version',
  'later_version',
  'wrong_body',
];

/** Each trouble with its weight. Most end by themselves after a while; what does not is healed at the end. */
const troubles: readonly (readonly [number, Trouble])[] = [
  [8, drawRates],
  [4, drawOutage],
  [
    3,
    ({ at, tablet, lots }) => [
      { at, what: lots.pick(['kill', 'update']), tablet },
      ...reopen(at, tablet, lots),
    ],
  ],
  [
    2,
    ({ at, tablet, lots }) => [
      { at, what: 'open', tablet },
      { at: at + lots.below(20_000), what: 'close', tablet, tab: 0 },
    ],
  ],
  [3, drawFreeze],
  [
    1,
    ({ at, tablet, lots }) => [
      { at, what: 'discard', tablet, tab: lots.below(3) },
      ...reopen(at, tablet, lots),
    ],
  ],
  [
    3,
    ({ at, lots }) => [
      { at, what: 'crash' },
      { at: at + lots.below(8_000), what: 'restart' },
    ],
  ],
  [4, ({ at, lots }) => drawDatabaseFaults(at, lots)],
  [
    1,
    ({ at, lots }) => [
      { at, what: 'backup' },
      ...(lots.chance(0.7) ? [{ at: at + lots.below(30_000), what: 'restore' } as const] : []),
    ],
  ],
  [
    1,
    ({ at, lots }) => [
      { at, what: 'mood', mood: lots.pick(['overloaded', 'other_version']) },
      { at: at + lots.below(9_000), what: 'mood', mood: 'well' },
    ],
  ],
  [
    2,
    ({ at, tablet, lots }) => [
      { at, what: 'sign', tablet, isIn: false },
      { at: at + lots.below(20_000), what: 'sign', tablet, isIn: true },
    ],
  ],
  [3, drawRightChange],
  [4, ({ at, tablet, lots }) => [{ at, what: 'clock', tablet, change: drawClockChange(lots) }]],
  [2, drawStorageTrouble],
  [
    1,
    ({ at, tablet, lots }) => [
      { at, what: 'evict', tablet, withCookies: lots.chance(0.3) },
      ...reopen(at, tablet, lots),
    ],
  ],
  [0.5, ({ at, tablet }) => [{ at, what: 'clone', tablet }]],
  [
    2,
    ({ at, tablet, lots, scopes }) => [
      { at, what: 'foreign', tablet, kind: lots.pick(foreignKinds), scope: lots.pick(scopes) },
    ],
  ],
  [
    0.5,
    ({ at, tablet, lots }) => [
      { at, what: 'block', tablet, isBlocked: true },
      { at: at + lots.below(20_000), what: 'block', tablet, isBlocked: false },
    ],
  ],
];
const allWeights = troubles.reduce((sum, [weight]) => sum + weight, 0);

export function drawTroubles(ground: Ground, lots: Lots): PlanEvent[] {
  const count = lots.pick([0, 6, 12, 24, 40]);
  return Array.from({ length: count }, () => {
    const spot = {
      ...ground,
      at: lots.between(ground.fromMs, ground.spanMs),
      tablet: lots.below(ground.tablets.length),
      lots,
    };
    return pickTrouble(lots)(spot).map((event) => ({ ...event, at: Math.min(event.at, ground.spanMs) }));
  }).flat();
}

function pickTrouble(lots: Lots): Trouble {
  let left = lots.next() * allWeights;
  for (const [weight, trouble] of troubles) {
    left -= weight;
    if (left < 0) return trouble;
  }
  return drawRates;
}

function drawRates({ at, tablet, lots }: Spot): PlanEvent[] {
  const bad: PlanEvent = { at, what: 'rates', tablet, rates: lots.pick(rateNames) };
  return lots.chance(0.5)
    ? [bad]
    : [bad, { at: at + lots.below(30_000), what: 'rates', tablet, rates: 'calm' }];
}

function drawOutage({ at, tablet, lots }: Spot): PlanEvent[] {
  const state = lots.chance(0.7) ? 'down' : 'portal';
  return [
    { at, what: 'link', tablet, state },
    { at: at + lots.below(40_000), what: 'link', tablet, state: 'up' },
  ];
}

function drawFreeze({ at, tablet, lots }: Spot): PlanEvent[] {
  const frozen: PlanEvent[] = [{ at, what: 'freeze', tablet, tab: lots.below(3) }];
  if (lots.chance(0.5)) frozen.push({ at: at + lots.below(30_000), what: 'thaw', tablet });
  return frozen;
}

function drawDatabaseFaults(at: number, lots: Lots): PlanEvent[] {
  const fault = lots.pick([
    'deadlock',
    'serialization_failure',
    'connection_lost',
    'crash_before',
    'crash_after',
  ] as const);
  const hit: PlanEvent = { at, what: 'database', fault };
  return fault.startsWith('crash') ? [hit, { at: at + 2_000 + lots.below(6_000), what: 'restart' }] : [hit];
}

function drawRightChange({ at, tablets, tablet, lots }: Spot): PlanEvent[] {
  const of = tablets[tablet];
  if (of === undefined) return [];
  const right = { what: 'right', person: of.person, scope: lots.pick(of.scopes) } as const;
  const withdrawn: PlanEvent = { at, ...right, action: 'withdraw' };
  return lots.chance(0.5)
    ? [withdrawn]
    : [withdrawn, { at: at + lots.below(30_000), ...right, action: 'grant' }];
}

function drawStorageTrouble({ at, tablet, lots }: Spot): PlanEvent[] {
  const health = lots.pick(['full', 'abort', 'hang'] as const);
  return [
    { at, what: 'storage', tablet, health },
    { at: at + lots.below(15_000), what: 'storage', tablet, health: 'well' },
  ];
}

function reopen(at: number, tablet: number, lots: Lots): PlanEvent[] {
  return [{ at: at + lots.below(6_000), what: 'open', tablet }];
}

/** Somebody sets it, summer time begins or ends, its battery is empty, its 32 bits run out in 2038, its crystal is bad. */
export function drawClockChange(lots: Lots): ClockChange {
  const kind = lots.below(6);
  if (kind === 0) return { kind: 'jump', byMs: Math.round((lots.next() - 0.5) * 20 * year) };
  if (kind === 1) return { kind: 'jump', byMs: lots.pick([-3_600_000, 3_600_000]) };
  if (kind === 2)
    return { kind: 'set', toMs: lots.pick([0, 2 ** 31 * 1_000, 2 ** 32 * 1_000, startOfTime + 10 * year]) };
  if (kind === 3) return { kind: 'stick' };
  if (kind === 4) return { kind: 'drift', perSecondMs: lots.between(-200, 200) };
  return { kind: 'jump', byMs: lots.between(-5_000, 5_000) };
}
