export { authorities, FacilitySchema, facilityStates, postKinds, PostSchema } from './facility.ts';
export type { Authority, Facility, FacilityState, Post } from './facility.ts';
