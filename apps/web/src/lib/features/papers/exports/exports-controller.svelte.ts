import {
  ExportActAnswerSchema,
  ExportListSchema,
  ExportOpenedSchema,
  type ExportActAnswer,
  type ExportList,
  type ExportView,
} from '@truc/domain/api';
import type { ExportAct } from '@truc/domain/footage-export';
import { systemClock } from '#lib/ports/system.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { PaperDesk } from '../paper-desk.svelte.ts';

type Saved = Extract<ExportActAnswer, { readonly outcome: 'saved' }>;
type Refused = Extract<ExportActAnswer, { readonly outcome: 'refused' }>;

/** An act as a form has it: the moment by the device's clock is added when it is sent. */
export type ActForm = ExportAct extends infer Act
  ? Act extends ExportAct
    ? Omit<Act, 'madeAt'>
    : never
  : never;

/** The register of extractions of recordings, and one of them whole. */
export class ExportsController extends PaperDesk<ExportList, Saved, Refused> {
  opened: ExportView | null = $state.raw(null);
  isUnknown = $state(false);

  constructor(http: HttpClient) {
    super({ http, path: '/api/footage-exports', list: ExportListSchema, answer: ExportActAnswerSchema });
  }

  /** Each opening stands in the access log. */
  async open(id: string): Promise<void> {
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/footage-exports/open',
      body: { export: id },
      answer: ExportOpenedSchema,
    });
    this.isUnknown = !answer.ok && answer.error.code === 'not_found';
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.opened = answer.value.export;
  }

  /** `id`: of the act, made once for one form, so that a second try writes nothing twice. True when it stands. */
  async act(exported: string, id: string, form: ActForm): Promise<boolean> {
    const act = { ...form, madeAt: Math.floor(systemClock.now()) } satisfies ExportAct;
    const saved = await this.send('/api/footage-exports/act', { export: exported, id, act });
    if (saved === null) return false;
    this.opened = saved.export;
    return true;
  }
}
