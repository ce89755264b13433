import * as v from 'valibot';

/** Who delegates operation there: Bộ CHQS at military sites (GL-10), Sở Y tế at the others (GL-11). */
export const authorities = ['military', 'civil'] as const;
export const AuthoritySchema = v.picklist(authorities);
export type Authority = v.InferOutput<typeof AuthoritySchema>;

/** States of `docs` chapter "Facility": from the list of sites to the archive. */
export const facilityStates = [
  'listed',
  'survey_appointed',
  'surveyed',
  'plan_submitted',
  'plan_approved',
  'installing',
  'installed',
  'operating',
  'suspended',
  'mission_ended',
  'reported',
  'disposition_decided',
  'disposed',
  'archived',
] as const;
export const FacilityStateSchema = v.picklist(facilityStates);
export type FacilityState = v.InferOutput<typeof FacilityStateSchema>;

export const FacilitySchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  district: v.string(),
  authority: AuthoritySchema,
  state: FacilityStateSchema,
});
export type Facility = v.InferOutput<typeof FacilitySchema>;

/** A watch post (vị trí trực): where a logbook is kept round the clock (GL-20, GL-22). Its log is the scope `post:<id>`. */
export const postKinds = ['facility', 'ioc', 'operator_noc'] as const;
export const PostSchema = v.strictObject({
  id: v.string(),
  facility: v.nullable(v.string()),
  name: v.string(),
  kind: v.picklist(postKinds),
});
export type Post = v.InferOutput<typeof PostSchema>;
