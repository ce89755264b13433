export {
  decide,
  evolve,
  focalAgencies,
  focalClauses,
  focalFields,
  FocalListActSchema,
  FocalPersonSchema,
  focalPersonsLimit,
  focalRefusals,
  focalStates,
} from './focal-list.ts';
export type {
  FocalAgency,
  FocalFailure,
  FocalField,
  FocalList,
  FocalListAct,
  FocalPerson,
  FocalRefusal,
  FocalState,
} from './focal-list.ts';
