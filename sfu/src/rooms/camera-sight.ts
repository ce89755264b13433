import type { CameraState, PictureTrouble } from '@truc/media/signalling';

/** What is known of a camera's picture beside whether it comes: by looking at it, and from the camera's own reports. */
export type Sight = {
  readonly shows: PictureTrouble | null;
  readonly isTampered: boolean;
  readonly hasMotion: boolean;
};

/** Lays what is known of a picture over what is known of its arrival: a picture that does not come shows nothing. */
export class CameraSight {
  #sight: Sight = { shows: null, isTampered: false, hasMotion: false };
  #trouble: { readonly code: PictureTrouble; readonly since: number } | undefined;
  #motionSince: number | undefined;

  /** Whether anything changed that a tile shows. */
  note(change: Partial<Sight>, now: number): boolean {
    const before = [this.#trouble, this.#motionSince];
    this.#sight = { ...this.#sight, ...change };
    const { shows, isTampered, hasMotion } = this.#sight;
    const code = shows ?? (isTampered ? 'tampered' : undefined);
    if (code !== this.#trouble?.code) this.#trouble = code === undefined ? undefined : { code, since: now };
    if (hasMotion !== (this.#motionSince !== undefined)) this.#motionSince = hasMotion ? now : undefined;
    return before[0] !== this.#trouble || before[1] !== this.#motionSince;
  }

  over(state: CameraState): CameraState {
    if (state.state !== 'live') return state;
    return {
      ...state,
      ...(this.#trouble && { trouble: this.#trouble }),
      ...(this.#motionSince !== undefined && { motionSince: this.#motionSince }),
    };
  }
}
