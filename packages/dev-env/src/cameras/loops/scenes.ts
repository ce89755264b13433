import { corridor, dormitory, fence, gate, reception } from './backdrops.ts';
import type { Backdrop } from './backdrops.ts';
import type { Figure } from './figures.ts';

/** One view of the demonstration: what stands still, who moves, and the light it is seen in. */
export type Scene = {
  readonly backdrop: Backdrop;
  readonly figures: readonly Figure[];
  /** `infrared` is the grey picture of a camera with its own lamp: bright in the middle, no colour. */
  readonly light: 'day' | 'indoors' | 'dusk' | 'infrared';
  /** The head turns slowly to and fro. */
  readonly pans?: boolean;
};

export const sceneNames = [
  'corridor-a',
  'corridor-b',
  'corridor-night',
  'gate-day',
  'gate-night',
  'court-day',
  'court-dusk',
  'fence-day',
  'fence-night',
  'reception',
] as const;
export type SceneName = (typeof sceneNames)[number];

/** There and back once per lap: 0 to 1 to 0. */
const thereAndBack = '(1-abs(2*P-1))';
/** Perspective of the corridor: depth 1.3 (near) to 6 (far) gives feet and height on the picture. */
const depth = (z: string) => `(1.25+4.2*(${z}))`;

const corridorWalk = (side: number, centre: number): Pick<Figure, 'x' | 'y' | 'height'> => ({
  x: `${centre}+${side}/${depth(thereAndBack)}/1.78`,
  y: `0.36+0.66/${depth(thereAndBack)}`,
  height: `0.66/${depth(thereAndBack)}`,
});

const across = (o: {
  y: number;
  height: number;
  leftwards?: boolean;
}): Pick<Figure, 'x' | 'y' | 'height'> => ({
  x: o.leftwards ? '1.2-1.4*P' : '1.4*P-0.2',
  y: `${o.y}`,
  height: `${o.height}`,
});

export const scenes: Record<SceneName, Scene> = {
  'corridor-a': {
    backdrop: corridor({ centre: 0.5, tint: 5 }),
    figures: [
      { kind: 'medic', phase: 0.05, ...corridorWalk(-0.14, 0.5) },
      { kind: 'resident', phase: 0.55, ...corridorWalk(0.22, 0.5) },
    ],
    light: 'indoors',
  },
  'corridor-b': {
    backdrop: corridor({ centre: 0.36, tint: -6 }),
    figures: [{ kind: 'guard', phase: 0.3, ...corridorWalk(0.05, 0.36) }],
    light: 'indoors',
  },
  'corridor-night': {
    backdrop: corridor({ centre: 0.6, tint: 0 }),
    figures: [{ kind: 'guard', phase: 0.7, ...corridorWalk(-0.1, 0.6) }],
    light: 'infrared',
  },
  'gate-day': {
    backdrop: gate({ left: 0.3, right: 0.62 }),
    figures: [
      { kind: 'guard', phase: 0, x: `0.7+0.05*sin(2*PI*P)`, y: '0.62', height: '0.24' },
      { kind: 'van', phase: 0.35, ...across({ y: 0.8, height: 0.34 }) },
    ],
    light: 'day',
  },
  'gate-night': {
    backdrop: gate({ left: 0.4, right: 0.68 }),
    figures: [
      {
        kind: 'guard',
        phase: 0.2,
        x: `0.52+0.2*sin(2*PI*P)`,
        y: `0.68+0.05*cos(2*PI*P)`,
        height: `0.3+0.04*cos(2*PI*P)`,
      },
    ],
    light: 'infrared',
  },
  'court-day': {
    backdrop: dormitory({ bays: 9, litAtNight: false }),
    figures: [
      { kind: 'resident', phase: 0.1, ...across({ y: 0.8, height: 0.3 }) },
      { kind: 'medic', phase: 0.6, ...across({ y: 0.93, height: 0.36, leftwards: true }) },
    ],
    light: 'day',
    pans: true,
  },
  'court-dusk': {
    backdrop: dormitory({ bays: 7, litAtNight: true }),
    figures: [{ kind: 'visitor', phase: 0.4, ...across({ y: 0.86, height: 0.34, leftwards: true }) }],
    light: 'dusk',
  },
  'fence-day': {
    backdrop: fence({ vanish: 0.62 }),
    figures: [
      {
        kind: 'guard',
        phase: 0.15,
        x: `0.62+0.09/${depth(thereAndBack)}`,
        y: `0.38+0.5/${depth(thereAndBack)}`,
        height: `0.52/${depth(thereAndBack)}`,
      },
    ],
    light: 'day',
  },
  'fence-night': {
    backdrop: fence({ vanish: 0.74 }),
    figures: [
      {
        kind: 'visitor',
        phase: 0.5,
        x: `0.74+0.02/${depth(thereAndBack)}`,
        y: `0.38+0.5/${depth(thereAndBack)}`,
        height: `0.52/${depth(thereAndBack)}`,
      },
    ],
    light: 'infrared',
  },
  reception: {
    backdrop: reception({ warm: 7 }),
    figures: [
      { kind: 'medic', phase: 0, x: `0.7+0.1*sin(2*PI*P)`, y: '0.78', height: '0.44' },
      {
        kind: 'visitor',
        phase: 0.2,
        x: `0.2+0.42*${thereAndBack}`,
        y: `0.95-0.07*${thereAndBack}`,
        height: '0.5',
      },
    ],
    light: 'indoors',
  },
};
