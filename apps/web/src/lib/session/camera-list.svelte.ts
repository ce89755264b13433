import { CamerasResponseSchema, type CamerasResponse } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';

/** The cameras and facilities that this person may watch: names only, kept so that lists work without the network. */
export class CameraList {
  list: CamerasResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  #http: HttpClient;
  #store: SessionStore;

  constructor(http: HttpClient, store: SessionStore) {
    this.#http = http;
    this.#store = store;
  }

  async load(): Promise<void> {
    this.list ??= await this.#store.readCameras();
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/cameras',
      answer: CamerasResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return;
    this.list = answer.value;
    await this.#store.keepCameras(answer.value);
  }

  forget(): void {
    this.list = null;
    this.failure = null;
  }

  facilityName(id: string | null): string | null {
    return this.list?.facilities.find((facility) => facility.id === id)?.name ?? null;
  }

  /** On which recorder the camera hangs, by its id; null where nobody knows. */
  recorderOf(camera: string): string | null {
    return this.list?.recorders.find(({ cameras }) => cameras.includes(camera))?.id ?? null;
  }

  recorderName(id: string | null): string | null {
    return this.list?.recorders.find((recorder) => recorder.id === id)?.name ?? null;
  }

  cameraName(id: string): string | null {
    return this.list?.cameras.find((camera) => camera.id === id)?.name ?? null;
  }
}
