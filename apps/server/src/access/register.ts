import {
  PersonSchema,
  RoleAssignmentSchema,
  RoleSchema,
  type Person,
  type RoleAssignment,
} from '@truc/domain/account';
import { CameraSchema, type Camera } from '@truc/domain/camera';
import { FacilitySchema, PostSchema, type Facility, type Post } from '@truc/domain/facility';
import { usualUnusedDays } from '@truc/domain/account-proposal';
import { usualValidDays } from '@truc/domain/footage-export';
import { usualCycleDays } from '@truc/domain/inspection';
import type { ProvinceSettings } from '@truc/domain/policy';
import type { AssignmentDocument, ShiftPattern } from '@truc/domain/shift';
import { usualSpellMinutes } from '@truc/domain/watch';
import type { ScopeId } from '@truc/sync/protocol';
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';
import { loadMisuseCases, type MisuseCase } from './misuse-cases.ts';
import { loadWatchPlan } from './watch-plan.ts';

/** Everything that a question about rights can need, read at one moment. A province's registers are small. */
export type Register = {
  readonly people: ReadonlyMap<string, Person>;
  readonly facilities: ReadonlyMap<string, Facility>;
  readonly posts: ReadonlyMap<string, Post>;
  readonly cameras: ReadonlyMap<string, Camera>;
  readonly recorders: ReadonlyMap<string, Recorder>;
  /** On which recorder a camera hangs; absent where nobody knows. */
  readonly recorderOf: ReadonlyMap<string, string>;
  /** Hours that the recorder of a camera keeps what it records, by camera; absent where nobody knows (KH-18). */
  readonly retention: ReadonlyMap<string, number>;
  readonly settings: ProvinceSettings;
  /** Assignment documents, and patterns of shifts, of all posts and days (GL-20). */
  readonly documents: readonly AssignmentDocument[];
  readonly patterns: readonly ShiftPattern[];
  /** Minutes of watching after which somebody else should take over. */
  readonly watchSpellMinutes: number;
  /** Within how many days each facility is inspected once (N-03). */
  readonly inspectionCycleDays: number;
  /** After how many days without a sign-in an account counts as unused. */
  readonly accountUnusedDays: number;
  /** Days for which a permission to extract recordings may be used. */
  readonly exportValidDays: number;
  /** Cases about people who use this system, by their log (GL-18). */
  readonly misuse: ReadonlyMap<ScopeId, MisuseCase>;
  /** By person; those that ended are left out, those that begin later are not. */
  readonly assignments: ReadonlyMap<string, readonly TimedAssignment[]>;
  /** By person, every place where he ever held a role: it gives no right, and names those who wrote in old books. */
  readonly placements: ReadonlyMap<string, readonly Placement[]>;
};

/** A recorder as people know it. */
export type Recorder = v.InferOutput<typeof RecorderSchema>;
const RecorderSchema = v.strictObject({ id: v.string(), facility: v.string(), name: v.string() });

export type Placement = Pick<RoleAssignment, 'facility' | 'post'>;

/** Times in ms since 1970. `id`: the number of its row. */
export type TimedAssignment = {
  readonly id: string;
  readonly assignment: RoleAssignment;
  readonly validFrom: number;
  readonly validTo: number;
};

/** Under this name the province's document for IOC viewing is kept (QT-06). */
export const iocViewingSetting = 'ioc_viewing';
/** Its value: roles, parted by spaces, whose live pictures carry no name. */
export const watermarkExemptSetting = 'watermark_exempt';

/** Its value: minutes of watching, from 1 to 240, after which a wall reminds its watchers to change over. */
export const watchSpellSetting = 'watch_spell_minutes';
const SpellSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,3}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(240),
);

/** Its value: days, from 1 to 90, within which each facility is inspected once (N-03). */
export const inspectionCycleSetting = 'inspection_cycle_days';
/** Its value: days, from 1 to 90, for which a permission to extract recordings may be used. */
export const exportValidSetting = 'export_valid_days';
const DaysSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,2}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(90),
);

/** Its value: days, from 1 to 365, without a sign-in after which an account is reviewed. */
export const accountUnusedSetting = 'account_unused_days';
const UnusedSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,3}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(365),
);

export async function loadRegister(query: Kysely<Tables>): Promise<Register> {
  return query
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => ({
      people: byId(
        await tx.selectFrom('person').select(['id', 'name', 'position', 'agency']).execute(),
        PersonSchema,
      ),
      facilities: byId(await tx.selectFrom('facility').selectAll().execute(), FacilitySchema),
      posts: byId(await tx.selectFrom('post').selectAll().execute(), PostSchema),
      cameras: byId(
        await tx
          .selectFrom('camera')
          .select(['id', 'facility', 'name', 'zone', 'lifecycle', 'national', 'ioc', 'sensitive'])
          .execute(),
        CameraSchema,
      ),
      recorders: byId(
        await tx.selectFrom('recorder').select(['id', 'facility', 'name']).execute(),
        RecorderSchema,
      ),
      recorderOf: await loadRecorderOf(tx),
      retention: await loadRetention(tx),
      settings: await loadSettings(tx),
      ...(await loadWatchPlan(tx)),
      misuse: await loadMisuseCases(tx),
      watchSpellMinutes: await loadNumber(tx, watchSpellSetting, {
        schema: SpellSchema,
        usual: usualSpellMinutes,
      }),
      inspectionCycleDays: await loadNumber(tx, inspectionCycleSetting, {
        schema: DaysSchema,
        usual: usualCycleDays,
      }),
      accountUnusedDays: await loadNumber(tx, accountUnusedSetting, {
        schema: UnusedSchema,
        usual: usualUnusedDays,
      }),
      exportValidDays: await loadNumber(tx, exportValidSetting, {
        schema: DaysSchema,
        usual: usualValidDays,
      }),
      assignments: await loadAssignments(tx),
      placements: await loadPlacements(tx),
    }));
}

/** The roles that this person holds at `now`. */
export function assignmentsOf(register: Register, person: string, now: number): readonly RoleAssignment[] {
  return (register.assignments.get(person) ?? [])
    .filter(({ validFrom, validTo }) => validFrom <= now && now < validTo)
    .map(({ assignment }) => assignment);
}

/** When the first of the roles that this person holds at `now` ends, ms; infinity where none has an end. */
export function firstEndOf(register: Register, person: string, now: number): number {
  const ends = (register.assignments.get(person) ?? [])
    .filter(({ validFrom, validTo }) => validFrom <= now && now < validTo)
    .map(({ validTo }) => validTo);
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
}

/** Rows are parsed, not cast: a word that the domain does not know stops the load loudly, and no right is given by guess. */
function byId<Schema extends v.GenericSchema<unknown, { readonly id: string }>>(
  rows: readonly unknown[],
  schema: Schema,
): ReadonlyMap<string, v.InferOutput<Schema>> {
  return new Map(
    rows.map((row) => {
      const parsed = v.parse(schema, row);
      return [parsed.id, parsed];
    }),
  );
}

async function loadNumber(
  tx: Kysely<Tables>,
  name: string,
  { schema, usual }: { readonly schema: v.GenericSchema<unknown, number>; readonly usual: number },
): Promise<number> {
  const found = await tx
    .selectFrom('province_setting')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  const number = v.safeParse(schema, found?.value);
  return number.success ? number.output : usual;
}

async function loadSettings(tx: Kysely<Tables>): Promise<ProvinceSettings> {
  const found = await tx.selectFrom('province_setting').select(['name', 'document', 'value']).execute();
  const settings = new Map(found.map(({ name, ...setting }) => [name, setting]));
  const exempt = settings.get(watermarkExemptSetting)?.value.split(' ') ?? [];
  return {
    iocViewingDocument: settings.get(iocViewingSetting)?.document ?? null,
    watermarkExempt: exempt.filter((role) => role !== '').map((role) => v.parse(RoleSchema, role)),
  };
}

async function loadRecorderOf(tx: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('camera').select(['id', 'recorder']).execute();
  return new Map(
    rows.flatMap(({ id, recorder }): [string, string][] => (recorder === null ? [] : [[id, recorder]])),
  );
}

async function loadRetention(tx: Kysely<Tables>): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('camera')
    .innerJoin('recorder', 'recorder.id', 'camera.recorder')
    .select(['camera.id', 'recorder.retention_days'])
    .execute();
  return new Map(
    rows.flatMap(({ id, retention_days: days }): [string, number][] =>
      days === null ? [] : [[id, days * 24]],
    ),
  );
}

async function loadPlacements(tx: Kysely<Tables>): Promise<ReadonlyMap<string, readonly Placement[]>> {
  const rows = await tx
    .selectFrom('role_assignment')
    .select(['person', 'facility', 'post'])
    .distinct()
    .where((placed) => placed.or([placed('facility', 'is not', null), placed('post', 'is not', null)]))
    .execute();
  const placements = new Map<string, Placement[]>();
  for (const { person, facility, post } of rows)
    placements.set(person, [...(placements.get(person) ?? []), { facility, post }]);
  return placements;
}

async function loadAssignments(tx: Kysely<Tables>): Promise<ReadonlyMap<string, readonly TimedAssignment[]>> {
  const rows = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where((ended) => ended.or([ended('valid_to', 'is', null), ended('valid_to', '>', new Date())]))
    .execute();
  const assignments = new Map<string, TimedAssignment[]>();
  for (const { id, person, role, facility, district, post, valid_from, valid_to } of rows) {
    const held = assignments.get(person) ?? [];
    held.push({
      id: String(id),
      assignment: v.parse(RoleAssignmentSchema, { role, facility, district, post }),
      validFrom: valid_from.getTime(),
      validTo: valid_to?.getTime() ?? Number.POSITIVE_INFINITY,
    });
    assignments.set(person, held);
  }
  return assignments;
}
