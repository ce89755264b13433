import { IncidentExportAnswerSchema } from '@truc/domain/api';
import { exportReasonLength, type ExportPurpose } from '@truc/domain/incident';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

export type ExportRefusal = 'purpose_missing' | 'reason_short' | 'paper_missing';

export type ExportOptions = {
  readonly http: HttpClient;
  readonly scope: string;
  readonly incident: string;
  readonly save: (name: string, text: string) => void;
};

/** The record of one incident as a file (KH-05, KH-15). It needs the network: the server signs, and writes down who took it. */
export class ExportController {
  purpose: ExportPurpose | null = $state(null);
  reason = $state('');
  paper = $state('');
  isBusy = $state(false);
  refusal: ExportRefusal | null = $state(null);
  failure: HttpFailureCode | null = $state(null);
  /** The file that was given last. */
  given: string | null = $state(null);
  #options: ExportOptions;

  constructor(options: ExportOptions) {
    this.#options = options;
  }

  async take(): Promise<void> {
    const { http, scope, incident, save } = this.#options;
    this.given = null;
    this.failure = null;
    this.refusal = this.#refused();
    if (this.refusal !== null || this.isBusy) return;
    this.isBusy = true;
    const { purpose, reason } = this;
    const paper = purpose === 'other_by_paper' ? this.paper.trim() : null;
    const answer = await http.request({
      method: 'POST',
      path: '/api/incidents/export',
      body: { scope, incident, purpose, reason: reason.trim(), paper },
      answer: IncidentExportAnswerSchema,
      deadlineMs: 60_000,
    });
    this.isBusy = false;
    if (!answer.ok) {
      this.failure = answer.error.code;
      return;
    }
    save(answer.value.name, answer.value.text);
    this.given = answer.value.name;
  }

  #refused(): ExportRefusal | null {
    if (this.purpose === null) return 'purpose_missing';
    if (this.reason.trim().length < exportReasonLength.least) return 'reason_short';
    return this.purpose === 'other_by_paper' && this.paper.trim() === '' ? 'paper_missing' : null;
  }
}
