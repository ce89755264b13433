import {
  InspectAnswerSchema,
  InspectionsResponseSchema,
  LooksOfFacilitySchema,
  type InspectAnswer,
  type InspectionsResponse,
  type InspectionView,
} from '@truc/domain/api';
import type { InspectionAct, Seen } from '@truc/domain/inspection';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { PaperDesk } from './paper-desk.svelte.ts';

type Saved = Extract<InspectAnswer, { readonly outcome: 'saved' }>;
type Refused = Extract<InspectAnswer, { readonly outcome: 'refused' }>;

/** Inspections of the facilities that concern this person. */
export class InspectionsController extends PaperDesk<InspectionsResponse, Saved, Refused> {
  constructor(http: HttpClient) {
    super({ http, path: '/api/inspections', list: InspectionsResponseSchema, answer: InspectAnswerSchema });
  }

  find(id: string): InspectionView | undefined {
    return this.list?.inspections.find((one) => one.id === id);
  }

  /** His own looks of the last day there; null when the server did not say. */
  async looksAt(facility: string): Promise<readonly Seen[] | null> {
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/inspections/looks',
      body: { facility },
      answer: LooksOfFacilitySchema,
    });
    return answer.ok ? answer.value.looks : null;
  }

  /** `id`: of the act, made once for one form, so that a second try writes nothing twice. True when it stands. */
  async act(inspection: string, id: string, act: InspectionAct): Promise<boolean> {
    const saved = await this.send('/api/inspections/act', { inspection, id, act });
    if (saved === null) return false;
    if (this.list !== null) {
      const others = this.list.inspections.filter((one) => one.id !== saved.inspection.id);
      this.list = { ...this.list, inspections: [saved.inspection, ...others] };
    }
    return true;
  }
}
