import {
  FocalListAnswerSchema,
  FocalListsResponseSchema,
  type FocalListAnswer,
  type FocalListsResponse,
} from '@truc/domain/api';
import type { FocalListAct } from '@truc/domain/focal-list';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { PaperDesk } from './paper-desk.svelte.ts';

type Saved = Extract<FocalListAnswer, { readonly outcome: 'saved' }>;
type Refused = Extract<FocalListAnswer, { readonly outcome: 'refused' }>;

/** Lists of focal persons: those of one's own agency, and at Sở Y tế those of all. */
export class FocalController extends PaperDesk<FocalListsResponse, Saved, Refused> {
  constructor(http: HttpClient) {
    super({ http, path: '/api/focal-lists', list: FocalListsResponseSchema, answer: FocalListAnswerSchema });
  }

  /** Both ids are made once for one form, so that a second try writes nothing twice. */
  async act(list: string, id: string, act: FocalListAct): Promise<boolean> {
    if ((await this.send('/api/focal-lists/act', { list, id, act })) === null) return false;
    await this.load();
    return true;
  }
}
