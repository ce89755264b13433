import type { Measures } from './measure.ts';
import { compareWith, isLearned } from './reference.ts';
import type { Reference } from './reference.ts';

/** What is wrong with what a picture shows, although frames arrive. Stable codes: tiles, faults and tests rely on them. */
export const pictureSymptoms = ['black', 'frozen', 'covered', 'moved', 'blurred'] as const;
export type PictureSymptom = (typeof pictureSymptoms)[number];

export type JudgeQuestion = {
  readonly measures: Measures;
  /** With the picture before, where there is one. */
  readonly sameShare: number | undefined;
  /** Of the present light: one for colour, one for infrared. */
  readonly reference: Reference | undefined;
  /** A camera that people turn has left no view. */
  readonly isTurned: boolean;
};

/** Each limit stands between what the test set's good and bad pictures reach (`picture-set.int.test.ts` prints both). */
const limits = {
  /** A clock in the picture may be bright. */
  blackShare: 0.96,
  /** A coder writes the same picture a little otherwise each time; no sensor gives the same one twice. */
  frozenShare: 0.7,
  featurelessContrast: 1.2,
  featurelessDetail: 2,
  coveredShare: 0.5,
  /** Above, what has lost its detail is still the same view: out of focus, or fog. */
  sameView: 0.58,
  movedLikeness: 0.55,
  steady: 0.75,
  blurredSharpness: 0.46,
} as const;

/** The one symptom that explains most, or null for a picture that is as it should be. */
export function judgePicture(question: JudgeQuestion): PictureSymptom | null {
  const { measures, sameShare, reference } = question;
  if (measures.darkShare >= limits.blackShare) return 'black';
  if (sameShare !== undefined && sameShare >= limits.frozenShare) return 'frozen';
  if (isFeatureless(measures)) return 'covered';
  if (!isLearned(reference)) return null;
  const { likeness, lostShare, sharpness, steadiness } = compareWith(reference, measures);
  if (lostShare >= limits.coveredShare && likeness < limits.sameView) return 'covered';
  if (!question.isTurned && steadiness >= limits.steady && likeness < limits.movedLikeness) return 'moved';
  return sharpness < limits.blurredSharpness && likeness >= limits.sameView ? 'blurred' : null;
}

function isFeatureless({ contrast, detail }: Measures): boolean {
  const mean = detail.reduce((sum, value) => sum + value, 0) / detail.length;
  return contrast < limits.featurelessContrast && mean < limits.featurelessDetail;
}
