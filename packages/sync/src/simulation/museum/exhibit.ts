import type { SourcePatch } from '../core/engine-hooks.ts';

/** A bug that somebody else's users had to live with, and the change that plants it here. */
export type Exhibit = {
  readonly id: string;
  /** What it does to a person. */
  readonly harm: string;
  /** Where it was complained of, measured or documented. */
  readonly complaint: string;
  readonly patch: SourcePatch;
};
