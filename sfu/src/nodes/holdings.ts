import type { CameraId } from '@truc/media/signalling';

/** Which cameras of the register this SFU is to serve, and whether it may begin to. */
export interface Holdings {
  /** Whether new viewings may begin: a node that the server has not confirmed in time may have lost its cameras. */
  readonly mayBegin: boolean;
  has(camera: CameraId): boolean;
}

/** Where nobody shares the cameras out: the province's one SFU, and the node that stands at a facility. */
export const allCameras: Holdings = { mayBegin: true, has: () => true };
