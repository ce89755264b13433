import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type DevicesQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
};

/** KH-30: who blocks a device, or orders it to be emptied. He needs no right to what is on it. */
export function mayManageDevices(question: DevicesQuestion): Result<Role, Failure<Refusal>> {
  return permits({
    ...question,
    subject: { facility: null, post: null, owner: null },
    action: 'manage_devices',
  });
}
