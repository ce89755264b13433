import { emptyInspection, evolve, InspectionFactSchema, type Inspection } from '@truc/domain/inspection';
import * as v from 'valibot';
import type { DossierAct } from './dossier-store.ts';

const FactSchema = v.pipe(v.string(), v.parseJson(), InspectionFactSchema);

/** What an inspection's acts fold to. */
export function foldInspection(acts: readonly DossierAct[]): Inspection {
  return acts.reduce(
    (inspection, { fact, by, at }) => evolve(inspection, v.parse(FactSchema, fact), { by, at }),
    emptyInspection,
  );
}
