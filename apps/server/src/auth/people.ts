import { PersonSchema, RoleAssignmentSchema, type Person, type RoleAssignment } from '@truc/domain/account';
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';
import type { LogIn } from './log-in.ts';

export type NewPerson = Person & {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly RoleAssignment[];
};

/**
 * Makes a named person with an account (GL-05) and the roles he holds from now on. Calling it again brings name, position,
 * agency and roles up to date and leaves the account and its password as they are. What a paper gave or took of his rights is left
 * to papers (decision 0066): no provisioning ends the one or gives the other back. There is no HTTP route to it.
 */
export async function provisionPerson(
  parts: { readonly query: Kysely<Tables>; readonly logIn: LogIn },
  person: NewPerson,
): Promise<void> {
  const { id, name, position, agency } = v.parse(
    PersonSchema,
    pick(person, ['id', 'name', 'position', 'agency']),
  );
  const roles = person.roles.map((role) => v.parse(RoleAssignmentSchema, role));
  if (!(await hasAccount(parts.logIn, person.id))) await makeAccount(parts.logIn, person);
  await parts.query.transaction().execute(async (tx) => {
    await tx
      .insertInto('person')
      .values({ id, name, position, agency })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, position, agency }))
      .execute();
    await endOtherRoles(tx, id, roles);
    for (const role of roles) await holdRole(tx, id, role);
  });
}

async function hasAccount(logIn: LogIn, id: string): Promise<boolean> {
  return (await (await logIn.$context).internalAdapter.findUserById(id)) !== null;
}

/** Whether somebody signs in by this name, or has this id. */
export async function isNameTaken(logIn: LogIn, username: string): Promise<boolean> {
  const { adapter } = await logIn.$context;
  const where = [{ field: 'username', value: username }];
  return (await adapter.count({ model: 'user', where })) > 0 || (await hasAccount(logIn, username));
}

export async function makeAccount(
  logIn: LogIn,
  person: Pick<NewPerson, 'id' | 'name' | 'username' | 'password'>,
): Promise<void> {
  const context = await logIn.$context;
  await context.internalAdapter.createUser(
    {
      id: person.id,
      name: person.name,
      // The library wants an address; nobody is written to, and the reserved domain reaches nobody.
      email: `${person.id}@account.invalid`,
      emailVerified: true,
      username: person.username,
    },
    { method: 'admin' },
  );
  await context.internalAdapter.linkAccount({
    userId: person.id,
    accountId: person.id,
    providerId: 'credential',
    password: await context.password.hash(person.password),
  });
}

/** What is no longer held ends now, but for what a paper gave; what was held before stays on record. */
async function endOtherRoles(
  tx: Kysely<Tables>,
  person: string,
  roles: readonly RoleAssignment[],
): Promise<void> {
  const held = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where('person', '=', person)
    .where('valid_to', 'is', null)
    .where('given_by', 'is', null)
    .execute();
  const gone = held.filter((row) => !roles.some((role) => isSame(role, row))).map(({ id }) => id);
  if (gone.length === 0) return;
  await tx.updateTable('role_assignment').set({ valid_to: new Date() }).where('id', 'in', gone).execute();
}

async function holdRole(tx: Kysely<Tables>, person: string, role: RoleAssignment): Promise<void> {
  const ever = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where('person', '=', person)
    .orderBy('id')
    .execute();
  const last = ever.findLast((row) => isSame(role, row));
  // One that a paper ended stays ended until a paper gives it.
  if (last !== undefined && (last.valid_to === null || last.ended_by !== null)) return;
  await tx
    .insertInto('role_assignment')
    .values({ person, ...role, valid_to: null })
    .execute();
}

type Placed = Pick<RoleAssignment, 'facility' | 'district' | 'post'> & { readonly role: string };

function isSame(a: Placed, b: Placed): boolean {
  return a.role === b.role && a.facility === b.facility && a.district === b.district && a.post === b.post;
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
