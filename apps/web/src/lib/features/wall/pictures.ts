import type { Result } from '@truc/base';
import type {
  CameraCondition,
  GrantDenial,
  GrantRefusal,
  NoSignalReason,
  PictureTrouble,
  ViewingPurpose,
  PtzCommand,
  PtzHolder,
  PtzPreset,
} from '@truc/media/signalling';
import type { PictureStateName } from '@truc/ui';

/**
 * What a tile may say about its picture. `ageMs` is null while the age cannot be proved. `reason` says why there is none,
 * `stall` where one that does not move is held up, `conditions` what is wrong with one that is shown.
 */
export type Picture = {
  readonly state: PictureStateName;
  readonly ageMs: number | null;
  readonly reason?: NoSignalReason | GrantRefusal | GrantDenial;
  readonly stall?: 'camera' | 'network' | 'decoder';
  readonly conditions?: readonly CameraCondition[];
  /** What is wrong with what it shows, although it comes. */
  readonly trouble?: PictureTrouble;
  /** The camera reports motion now. */
  readonly hasMotion?: boolean;
  /** The tile is large, and the camera's larger picture did not come. */
  readonly isSmallOnly?: boolean;
};

export type Movement = {
  readonly movable: boolean;
  readonly holder: PtzHolder | null;
  /** It did not take Stop, and may still be turning. */
  readonly isRunaway?: boolean;
};
export type TurnFailure = 'held' | 'unavailable' | 'refused' | 'not_permitted' | 'link';
export type TurnAnswer = Result<{ readonly presets?: readonly PtzPreset[] | undefined }, TurnFailure>;

/** The live pictures of one wall, for one purpose. */
export interface Pictures {
  /** Replaces the cameras that are fetched. What is left out costs no byte. */
  show(cameras: readonly string[]): void;
  /** Gives a camera's picture to an element; the returned function takes it away again. */
  attach(camera: string, video: HTMLVideoElement): () => void;
  /** Paints the camera's last keyframe on a canvas under that element until it plays; likewise. */
  attachPoster(camera: string, canvas: HTMLCanvasElement): () => void;
  picture(camera: string): Picture;
  /** Has the larger picture pulled before the tile is enlarged; to be said again while that is likely. */
  warm(camera: string): void;
  /** Asks at once for a camera that was refused: something has changed. */
  retry(camera: string): void;
  /** Whether this page may turn the camera, and who holds it now. */
  movement(camera: string): Movement;
  /** A movement is said again every `moveRenewMs` while the key is down: who falls silent has let it go. */
  turn(camera: string, command: PtzCommand): Promise<TurnAnswer>;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export type OpenPictures = (purpose: ViewingPurpose) => Pictures;
