import {
  InspectAnswerSchema,
  InspectionsResponseSchema,
  LooksOfFacilitySchema,
  type InspectionsResponse,
  type InspectionView,
} from '@truc/domain/api';
import type { InspectionAct, InspectionRefusal, Seen } from '@truc/domain/inspection';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Why an act was not written, with the clauses that say so. */
export type InspectionTrouble = { readonly code: InspectionRefusal; readonly clause: string };

/** Inspections of the facilities that concern this person. They are the server's: nothing is written without it. */
export class InspectionsController {
  list: InspectionsResponse | null = $state.raw(null);
  httpFailure: HttpFailureCode | null = $state(null);
  trouble: InspectionTrouble | null = $state.raw(null);
  isSaving = $state(false);
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/inspections',
      answer: InspectionsResponseSchema,
    });
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value;
  }

  find(id: string): InspectionView | undefined {
    return this.list?.inspections.find((one) => one.id === id);
  }

  /** His own looks of the last day there; null when the server did not say. */
  async looksAt(facility: string): Promise<readonly Seen[] | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/inspections/looks',
      body: { facility },
      answer: LooksOfFacilitySchema,
    });
    return answer.ok ? answer.value.looks : null;
  }

  /** `id`: of the act, made once for one form, so that a second try writes nothing twice. True when it stands. */
  async act(inspection: string, id: string, act: InspectionAct): Promise<boolean> {
    this.isSaving = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/inspections/act',
      body: { inspection, id, act },
      answer: InspectAnswerSchema,
    });
    this.isSaving = false;
    this.httpFailure = answer.ok ? null : answer.error.code;
    this.trouble = answer.ok && answer.value.outcome === 'refused' ? answer.value : null;
    if (!answer.ok || answer.value.outcome === 'refused') return false;
    const { inspection: saved } = answer.value;
    if (this.list !== null) {
      const others = this.list.inspections.filter((one) => one.id !== saved.id);
      this.list = { ...this.list, inspections: [saved, ...others] };
    }
    return true;
  }
}
