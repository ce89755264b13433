import * as v from 'valibot';

/**
 * Who somebody is to the system, by the office that he holds (the rights of each: `policy/permission-matrix.ts`).
 *
 * `steering_head` Trưởng BCĐ · `pc_office` VP UBND · `pmc` Bộ CHQS · `doh` Sở Y tế · `dict` Sở TT&TT · `ioc` IOC shift ·
 * `operator` telecom operator · `facility_manager` QL · `facility_watch` TR · `district_pc` UBND huyện ·
 * `app_admin` AD · `auditor` KS.
 */
export const roles = [
  'steering_head',
  'pc_office',
  'pmc',
  'doh',
  'dict',
  'ioc',
  'operator',
  'facility_manager',
  'facility_watch',
  'district_pc',
  'app_admin',
  'auditor',
] as const;
export const RoleSchema = v.picklist(roles);
export type Role = v.InferOutput<typeof RoleSchema>;

/** A role held by one person, over one facility, one district, one post, or (all null) where the role itself reaches. */
export const RoleAssignmentSchema = v.strictObject({
  role: RoleSchema,
  facility: v.nullable(v.string()),
  district: v.nullable(v.string()),
  post: v.nullable(v.string()),
});
export type RoleAssignment = v.InferOutput<typeof RoleAssignmentSchema>;

/** A named person (GL-05). No secret stands here. */
export const PersonSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  position: v.string(),
  agency: v.string(),
});
export type Person = v.InferOutput<typeof PersonSchema>;
