/** Cases about people who use this system (GL-18): which log holds each, where it was, and whom it names. */
import type { Kysely } from 'kysely';
import type { Facility } from '@truc/domain/facility';
import { ScopeIdSchema, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';

export type MisuseCase = {
  readonly id: string;
  readonly scope: ScopeId;
  readonly facility: string;
  readonly named: readonly string[];
};

export async function loadMisuseCases(tx: Kysely<Tables>): Promise<ReadonlyMap<ScopeId, MisuseCase>> {
  const rows = await tx.selectFrom('misuse_case').select(['id', 'facility', 'named']).execute();
  return new Map(rows.map((row) => [misuseScope(row.id), { ...row, scope: misuseScope(row.id) }]));
}

/** The log that holds the commands on one such case. */
export function misuseScope(id: string): ScopeId {
  return v.parse(ScopeIdSchema, `misuse:${id}`);
}

/** Where what may not stand in that log waits. */
export function misuseQuarantine({ id }: Pick<MisuseCase, 'id'>): ScopeId {
  return v.parse(ScopeIdSchema, `quarantine:misuse-${id}`);
}

type Registers = {
  readonly misuse: ReadonlyMap<ScopeId, MisuseCase>;
  readonly facilities: ReadonlyMap<string, Facility>;
};

/** The case and its facility; undefined for every other kind of scope. */
export function misuseOf(
  register: Registers,
  scope: ScopeId,
): { readonly found: MisuseCase; readonly facility: Facility } | undefined {
  const found = register.misuse.get(scope);
  const facility = found && register.facilities.get(found.facility);
  return found === undefined || facility === undefined ? undefined : { found, facility };
}

export function misuseOfQuarantine(
  register: Pick<Registers, 'misuse'>,
  scope: ScopeId,
): MisuseCase | undefined {
  return [...register.misuse.values()].find((one) => misuseQuarantine(one) === scope);
}
