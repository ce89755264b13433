export { adoptedKind, AdoptedSchema, adoptedVersion, decideAdopt, isAdoptable } from './quarantine.ts';
export type { Adopt, Adopted, AdoptRefusal } from './quarantine.ts';
