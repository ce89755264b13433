import type { CameraId } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type { CameraDevices } from '../devices/camera-devices.ts';
import type { RecorderDesk } from '../playback/recorder-desk.ts';
import type { PipeDesk } from '../pipes/pipe-desk.ts';
import type { CameraRegister } from '../register/camera-register.ts';
import type { CameraSource } from '../register/camera-source.ts';
import type { CameraRooms } from '../rooms/camera-rooms.ts';
import type { Holdings } from './holdings.ts';

export type CameraFollowerOptions = {
  readonly register: CameraRegister;
  readonly sources: readonly CameraSource[];
  readonly holdings: Holdings;
  /** Cameras of other nodes, fetched while somebody watches them here. */
  readonly pipes: Pick<PipeDesk, 'sources'>;
  readonly rooms: CameraRooms;
  readonly devices: CameraDevices;
  readonly recorders: RecorderDesk;
  readonly log: Logger;
};

/** Pulls the cameras that stand in the register and are this SFU's to serve. Recordings are asked for at any node. */
export class CameraFollower {
  readonly #options: CameraFollowerOptions;
  #sources: readonly CameraSource[];
  readonly #stopWatching: () => void;

  constructor(options: CameraFollowerOptions) {
    this.#options = options;
    this.#sources = options.sources;
    this.#stopWatching = options.register.watch(() => this.#read());
    this.follow();
  }

  get registered(): readonly CameraId[] {
    return this.#sources.map(({ camera }) => camera);
  }

  isRegistered(camera: CameraId): boolean {
    return this.#sources.some((source) => source.camera === camera);
  }

  follow(): void {
    const { rooms, devices, recorders, holdings, pipes } = this.#options;
    const held = this.#sources.filter(({ camera }) => holdings.has(camera));
    devices.follow(held);
    const own = new Set(held.map(({ camera }) => camera));
    rooms.follow([...held, ...pipes.sources.filter(({ camera }) => !own.has(camera))]);
    recorders.follow(this.#sources);
  }

  close(): void {
    this.#stopWatching();
  }

  #read(): void {
    const { register, log } = this.#options;
    register
      .list()
      .then((sources) => {
        this.#sources = sources;
        this.follow();
        log.info({ cameras: sources.length }, 'camera register followed');
      })
      .catch((error: unknown) => log.error({ err: error }, 'the camera register cannot be read'));
  }
}
