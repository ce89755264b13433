import { CameraFaultsResponseSchema, type CameraFault, type DecideFault } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Faults that the system proposes, and what people said of them. They stand on the server. */
export class CameraFaults {
  /** Null until the server has given them. */
  list: readonly CameraFault[] | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  isDeciding = $state(false);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  get waiting(): readonly CameraFault[] {
    return (this.list ?? []).filter(({ state }) => state === 'proposed');
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/camera-faults',
      answer: CameraFaultsResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value.faults;
  }

  /** True when the server has it. */
  async decide(decided: DecideFault): Promise<boolean> {
    this.isDeciding = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/camera-faults/decide',
      body: decided,
      answer: CameraFaultsResponseSchema,
    });
    this.isDeciding = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value.faults;
    return answer.ok;
  }

  forget(): void {
    this.list = null;
    this.failure = null;
  }
}
