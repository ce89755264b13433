import {
  ClashesResponseSchema,
  MaintainAnswerSchema,
  MaintenanceResponseSchema,
  type AskClashes,
  type ClashesResponse,
  type MaintenanceResponse,
} from '@truc/domain/api';
import type { DeviceCheck, MaintenanceRefusal, WorkAct } from '@truc/domain/maintenance';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Devices that are looked after, and works on them. They are the server's: nothing is written without it. */
export class MaintenanceController {
  list: MaintenanceResponse | null = $state.raw(null);
  httpFailure: HttpFailureCode | null = $state(null);
  trouble: { readonly code: MaintenanceRefusal; readonly clause: string } | null = $state.raw(null);
  isSaving = $state(false);
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/maintenance',
      answer: MaintenanceResponseSchema,
    });
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value;
  }

  /** KH-22: what a work would leave unseen; null when the server did not say. */
  async clashesOf(asked: AskClashes): Promise<ClashesResponse['clashes'] | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/maintenance/clashes',
      body: asked,
      answer: ClashesResponseSchema,
    });
    return answer.ok ? answer.value.clashes : null;
  }

  /** `id`: made once for one form, so that a second try writes nothing twice. */
  check(id: string, check: DeviceCheck): Promise<boolean> {
    return this.#send('/api/maintenance/check', { id, check });
  }

  act(work: string, id: string, act: WorkAct): Promise<boolean> {
    return this.#send('/api/maintenance/act', { work, id, act });
  }

  /** What an earlier form was told is no word to the next. */
  forgetTrouble(): void {
    this.trouble = null;
    this.httpFailure = null;
  }

  async #send(path: string, body: object): Promise<boolean> {
    this.isSaving = true;
    const answer = await this.#http.request({ method: 'POST', path, body, answer: MaintainAnswerSchema });
    this.isSaving = false;
    this.httpFailure = answer.ok ? null : answer.error.code;
    this.trouble = answer.ok && answer.value.outcome === 'refused' ? answer.value : null;
    if (!answer.ok || answer.value.outcome === 'refused') return false;
    await this.load();
    return true;
  }
}
