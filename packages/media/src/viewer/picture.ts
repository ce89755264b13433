import type {
  CameraCondition,
  CameraState,
  GrantDenial,
  GrantRefusal,
  NoSignalReason,
  PictureTrouble,
} from '@truc/media/signalling';
import type { ViewerSettings } from './settings.ts';

/** Where a picture that does not move is held up. */
export type Stall = 'camera' | 'network' | 'decoder';

/** Why the viewer may not see a camera: the server's word or the SFU's. */
export type Refusal = GrantRefusal | GrantDenial;

/**
 * What a tile may say about its picture. `earlier`: a true picture of the past, shown until one of now is there; its `ageMs` is
 * the most that it can be. Otherwise `ageMs`: how long ago the presented frame reached the SFU, proved by its RTP
 * timestamp; null while that cannot be proved. `stall` with `ageing` and `stale`, when it is known.
 */
export type Picture = {
  readonly state: 'connecting' | 'earlier' | 'live' | 'ageing' | 'stale' | 'no_signal' | 'not_permitted';
  readonly ageMs: number | null;
  readonly reason?: NoSignalReason | Refusal;
  readonly stall?: Stall;
  /** What is wrong with the camera's picture although it shows. */
  readonly conditions?: readonly CameraCondition[];
  /** What is wrong with what it shows, although it comes. */
  readonly trouble?: PictureTrouble;
  /** The camera reports motion now. */
  readonly hasMotion?: boolean;
  /** The tile is large, and the camera's larger picture did not come. */
  readonly isSmallOnly?: boolean;
  /** Of the presented frame, in pixels; 0 before the first. */
  readonly width: number;
  readonly height: number;
  readonly framesPresented: number;
};

export type PictureFacts = {
  readonly refusal: Refusal | null;
  readonly camera: CameraState | null;
  readonly ageMs: number | null;
  /** Since the last frame was presented, by our own clock: the least that its age can be. Null before the first. */
  readonly sinceFrameMs: number | null;
  readonly frameIntervalMs: number | null;
  /** A picture of before the viewing began is on the screen. `ageMs`: the most that its age can be; null while unknown. */
  readonly earlier: { readonly ageMs: number | null } | null;
  readonly stall: Stall | null;
  readonly width: number;
  readonly height: number;
  readonly framesPresented: number;
};

/** What may honestly be said of a picture. It is live only when its age proves it. */
export function decidePicture(
  facts: PictureFacts,
  settings: Pick<ViewerSettings, 'ageingAfterMs' | 'staleAfterMs'>,
): Picture {
  const { width, height, framesPresented, ageMs } = facts;
  const live = facts.camera?.state === 'live' ? facts.camera : undefined;
  const conditions = live?.conditions ?? [];
  const shown = {
    ...{ width, height, framesPresented, ageMs },
    ...(conditions.length > 0 && { conditions }),
    ...(live?.trouble !== undefined && { trouble: live.trouble.code }),
    ...(live?.motionSince !== undefined && { hasMotion: true }),
  };
  if (facts.refusal === 'camera_unknown') return { ...shown, state: 'no_signal', reason: 'not_registered' };
  if (facts.refusal !== null) return { ...shown, state: 'not_permitted', reason: facts.refusal };
  if (facts.camera?.state === 'no_signal')
    return { ...shown, state: 'no_signal', reason: facts.camera.reason };
  if (facts.sinceFrameMs === null && facts.earlier !== null)
    return { ...shown, state: 'earlier', ageMs: facts.earlier.ageMs };
  if (facts.sinceFrameMs === null) return { ...shown, state: 'connecting' };
  const state = judgeAge(facts, settings);
  const stall = facts.camera?.state === 'stale' ? 'camera' : facts.stall;
  return state === 'live' || stall === null ? { ...shown, state } : { ...shown, state, stall };
}

function judgeAge(
  facts: PictureFacts,
  settings: Pick<ViewerSettings, 'ageingAfterMs' | 'staleAfterMs'>,
): 'live' | 'ageing' | 'stale' {
  if (facts.camera?.state === 'stale') return 'stale';
  const beyond = Math.max(facts.ageMs ?? 0, facts.sinceFrameMs ?? 0) - (facts.frameIntervalMs ?? 0);
  if (beyond > settings.staleAfterMs) return 'stale';
  return beyond > settings.ageingAfterMs ? 'ageing' : 'live';
}
