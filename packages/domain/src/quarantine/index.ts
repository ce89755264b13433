export { isCarrier, readCarried } from './carried.ts';
export type { AuthorsHeader, Carried } from './carried.ts';
export {
  adoptedKind,
  AdoptedSchema,
  adoptedVersion,
  beyondReasons,
  decideAdopt,
  decideRefuse,
  isAdoptable,
  NotAdoptedSchema,
  refusalReasonLimit,
  refusedKind,
  refusedVersion,
} from './quarantine.ts';
export type { Adopt, Adopted, AdoptRefusal, Beyond, NotAdopted } from './quarantine.ts';
