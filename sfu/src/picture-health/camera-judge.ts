import { Debounce } from './debounce.ts';
import { judgePicture } from './judge.ts';
import type { PictureSymptom } from './judge.ts';
import { measurePicture, sameShare } from './measure.ts';
import type { SmallPicture } from './picture.ts';
import { learn } from './reference.ts';
import type { Reference } from './reference.ts';

/** By day and by infrared lamp a view has other edges: each light has a reference of its own. */
export type References = { readonly colour?: Reference; readonly grey?: Reference };

/** Follows one camera, picture by picture. Knows no time: pictures come at the interval that its caller keeps. */
export class CameraJudge {
  readonly #debounce = new Debounce();
  #references: References;
  #before: SmallPicture | undefined;

  constructor(references: References = {}) {
    this.#references = references;
  }

  get references(): References {
    return this.#references;
  }

  /** What is said of the camera after this picture; null: its picture is as it should be. */
  take(picture: SmallPicture, { isTurned }: { readonly isTurned: boolean }): PictureSymptom | null {
    const measures = measurePicture(picture);
    const same = this.#before === undefined ? undefined : sameShare(this.#before, picture);
    const light = picture.isGrey ? 'grey' : 'colour';
    const reference = this.#references[light];
    const found = judgePicture({ measures, sameShare: same, reference, isTurned });
    this.#before = picture;
    // What is wrong teaches nothing, or a covered lens would be the rule after an hour.
    if (found === null) this.#references = { ...this.#references, [light]: learn(reference, measures) };
    return this.#debounce.take(found);
  }

  /** The view was changed on purpose: it is learned anew. */
  forget(): void {
    this.#references = {};
  }
}
