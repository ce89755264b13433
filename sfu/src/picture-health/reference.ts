import type { Measures } from './measure.ts';

/** How a camera's view usually is, learned from its good pictures. `strength`: mean square sum of their slopes. */
export type Reference = {
  readonly slopes: Float32Array;
  readonly detail: Float32Array;
  readonly contrast: number;
  readonly strength: number;
  readonly taken: number;
};

/** So many pictures make a reference: at one in ten seconds, a minute. */
export const learnedAfter = 6;
/** The newest picture's weight once it is learned: shadows that wander in an hour are followed, a tilted head is not. */
const slowest = 1 / 360;

export function isLearned(reference: Reference | undefined): reference is Reference {
  return reference !== undefined && reference.taken >= learnedAfter;
}

export function learn(before: Reference | undefined, measures: Measures): Reference {
  const strength = squareSum(measures.slopes);
  const { slopes, detail, contrast } = measures;
  if (before === undefined) return { slopes, detail, contrast, strength, taken: 1 };
  const weight = Math.max(slowest, 1 / (before.taken + 1));
  const blend = (old: number, fresh: number) => old + weight * (fresh - old);
  return {
    slopes: before.slopes.map((old, at) => blend(old, slopes[at] ?? 0)),
    detail: before.detail.map((old, at) => blend(old, detail[at] ?? 0)),
    contrast: blend(before.contrast, contrast),
    strength: blend(before.strength, strength),
    taken: before.taken + 1,
  };
}

/** `likeness`: 1 for the same view in whatever light, about 0 for another. `lostShare`: of what had detail. */
export type Comparison = {
  readonly likeness: number;
  readonly lostShare: number;
  /** Detail against its own history, contrast allowed for: dusk and fog take both, a lens out of focus the detail alone. */
  readonly sharpness: number;
  /** 1 for a camera that stands still; a head that turns to and fro has no view to have left. */
  readonly steadiness: number;
};

/** Below, a cell's detail is the coder's and the sensor's own. */
const leastDetail = 3;
const lostBelow = 0.35;

export function compareWith(reference: Reference, measures: Measures): Comparison {
  const ratios: number[] = [];
  reference.detail.forEach((usual, cell) => {
    if (usual >= leastDetail) ratios.push((measures.detail[cell] ?? 0) / usual);
  });
  const held = reference.contrast === 0 ? 1 : Math.min(1, measures.contrast / reference.contrast);
  const lost = ratios.filter((ratio) => ratio < lostBelow).length;
  return {
    likeness: likenessOf(reference.slopes, measures.slopes),
    lostShare: ratios.length === 0 ? 0 : lost / ratios.length,
    sharpness: ratios.length === 0 ? 1 : medianOf(ratios) / Math.max(held, 0.2),
    steadiness: reference.strength === 0 ? 0 : squareSum(reference.slopes) / reference.strength,
  };
}

function likenessOf(a: Float32Array, b: Float32Array): number {
  const size = Math.sqrt(squareSum(a) * squareSum(b));
  return size === 0 ? 0 : a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / size;
}

function squareSum(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
