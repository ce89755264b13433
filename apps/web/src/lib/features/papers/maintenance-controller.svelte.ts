import {
  ClashesResponseSchema,
  MaintainAnswerSchema,
  MaintenanceResponseSchema,
  type AskClashes,
  type ClashesResponse,
  type MaintainAnswer,
  type MaintenanceResponse,
} from '@truc/domain/api';
import type { DeviceCheck, WorkAct } from '@truc/domain/maintenance';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { PaperDesk } from './paper-desk.svelte.ts';

type Saved = Extract<MaintainAnswer, { readonly outcome: 'saved' }>;
type Refused = Extract<MaintainAnswer, { readonly outcome: 'refused' }>;

/** Devices that are looked after, and works on them. */
export class MaintenanceController extends PaperDesk<MaintenanceResponse, Saved, Refused> {
  constructor(http: HttpClient) {
    super({ http, path: '/api/maintenance', list: MaintenanceResponseSchema, answer: MaintainAnswerSchema });
  }

  /** KH-22: what a work would leave unseen; null when the server did not say. */
  async clashesOf(asked: AskClashes): Promise<ClashesResponse['clashes'] | null> {
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/maintenance/clashes',
      body: asked,
      answer: ClashesResponseSchema,
    });
    return answer.ok ? answer.value.clashes : null;
  }

  /** `id`: made once for one form, so that a second try writes nothing twice. */
  check(id: string, check: DeviceCheck): Promise<boolean> {
    return this.#write('/api/maintenance/check', { id, check });
  }

  act(work: string, id: string, act: WorkAct): Promise<boolean> {
    return this.#write('/api/maintenance/act', { work, id, act });
  }

  async #write(path: string, body: object): Promise<boolean> {
    if ((await this.send(path, body)) === null) return false;
    await this.load();
    return true;
  }
}
