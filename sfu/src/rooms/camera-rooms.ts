import type { CameraId } from '@truc/media/signalling';
import type { CameraSource } from '../register/camera-source.ts';
import { CameraRoom } from './camera-room.ts';
import type { CameraRoomOptions } from './camera-room.ts';

export type CameraRoomsOptions = Omit<CameraRoomOptions, 'source'> & {
  /** Called when a camera has left the register, after its room has closed. */
  readonly onRemoved: (camera: CameraId, room: CameraRoom) => void;
};

/** Two hundred cameras are all asked within a quarter of a second, and nobody's picture waits for their greetings. */
const startsAtOnce = 8;
const startIntervalMs = 10;

/** A room for every camera of the register: each is pulled whether or not anybody watches. */
export class CameraRooms {
  readonly #options: CameraRoomsOptions;
  readonly #rooms = new Map<CameraId, { readonly source: CameraSource; readonly room: CameraRoom }>();

  constructor(options: CameraRoomsOptions) {
    this.#options = options;
  }

  get rooms(): readonly CameraRoom[] {
    return [...this.#rooms.values()].map((entry) => entry.room);
  }

  find(camera: CameraId): CameraRoom | undefined {
    return this.#rooms.get(camera)?.room;
  }

  /** Opens, replaces and closes rooms so that they are those of the register. */
  follow(sources: readonly CameraSource[]): void {
    const wanted = new Map(sources.map((source) => [source.camera, source]));
    for (const [camera, { source }] of this.#rooms) {
      const next = wanted.get(camera);
      if (next === undefined || !isSameSource(source, next)) this.#remove(camera);
    }
    const added = sources.filter(({ camera }) => !this.#rooms.has(camera));
    added.forEach((source, index) => {
      const startsAfterMs = Math.floor(index / startsAtOnce) * startIntervalMs;
      this.#rooms.set(source.camera, {
        source,
        room: CameraRoom.create({ ...this.#options, source }, startsAfterMs),
      });
    });
  }

  close(): void {
    const rooms = this.rooms;
    this.#rooms.clear();
    for (const room of rooms) room.close();
  }

  #remove(camera: CameraId): void {
    const room = this.find(camera);
    if (room === undefined) return;
    this.#rooms.delete(camera);
    this.#options.onRemoved(camera, room);
    room.close();
  }
}

function isSameSource(a: CameraSource, b: CameraSource): boolean {
  const isSameAccount = a.username === b.username && a.password === b.password;
  return isSameAccount && a.main.url === b.main.url && a.sub?.url === b.sub?.url;
}
