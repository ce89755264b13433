export { PersonSchema, RoleAssignmentSchema, roles, RoleSchema } from './role.ts';
export type { Person, Role, RoleAssignment } from './role.ts';
