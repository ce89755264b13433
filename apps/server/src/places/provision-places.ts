import { CameraSchema, type Camera } from '@truc/domain/camera';
import { FacilitySchema, PostSchema, type Facility, type Post } from '@truc/domain/facility';
import { ShiftPatternSchema, type ShiftPattern } from '@truc/domain/shift';
import type { Template } from '@truc/domain/maintenance';
import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';
import { iocViewingSetting } from '../access/register.ts';
import type { Tables } from '../database/tables.ts';
import { addModels, addTemplates, type DeviceModel } from './provision-maintenance.ts';

/** Registers of places, each list in any order. What is left out stays as it is; nothing is deleted. */
export type Places = {
  readonly districts?: readonly { readonly id: string; readonly name: string }[];
  readonly facilities?: readonly Facility[];
  readonly posts?: readonly Post[];
  readonly recorders?: readonly Recorder[];
  readonly cameras?: readonly (Camera & { readonly recorder?: string | null })[];
  readonly assignmentDocs?: readonly AssignmentDoc[];
  readonly shiftPatterns?: readonly ShiftPattern[];
  /** KH-21: how models are looked after, and which model a device is. */
  readonly maintenanceTemplates?: readonly Template[];
  readonly deviceModels?: readonly DeviceModel[];
  /** Document number under which the IOC may watch (QT-06); null takes it back. */
  readonly iocViewingDocument?: string | null;
};
export type Recorder = {
  readonly id: string;
  readonly facility: string;
  readonly name: string;
  readonly retentionDays: number | null;
};
/** GL-20. Days as `YYYY-MM-DD`; `from` where it is left out: the day of signing. */
export type AssignmentDoc = {
  readonly post: string;
  readonly number: string;
  readonly signedOn: string;
  readonly signatory: string;
  readonly content: string;
  readonly from?: string;
  readonly to?: string | null;
  /** Ids of the people whom it appoints. */
  readonly people?: readonly string[];
};

export async function provisionPlaces(query: Kysely<Tables>, places: Places): Promise<void> {
  await query.transaction().execute(async (tx) => {
    for (const row of places.districts ?? []) await upsert(tx, 'district', row);
    for (const row of places.facilities ?? []) await upsert(tx, 'facility', v.parse(FacilitySchema, row));
    for (const row of places.posts ?? []) await upsert(tx, 'post', v.parse(PostSchema, row));
    for (const { id, facility, name, retentionDays } of places.recorders ?? [])
      await upsert(tx, 'recorder', { id, facility, name, retention_days: retentionDays });
    for (const { recorder = null, ...camera } of places.cameras ?? []) {
      const { sensitive = false, ...known } = v.parse(CameraSchema, camera);
      await upsert(tx, 'camera', { ...known, sensitive, recorder });
    }
    for (const doc of places.assignmentDocs ?? []) await addDocument(tx, doc);
    for (const pattern of places.shiftPatterns ?? [])
      await addPattern(tx, v.parse(ShiftPatternSchema, pattern));
    await addTemplates(tx, places.maintenanceTemplates ?? []);
    await addModels(tx, places.deviceModels ?? []);
    if (places.iocViewingDocument !== undefined) await setIocViewing(tx, places.iocViewingDocument);
  });
}

type Registers = 'district' | 'facility' | 'post' | 'recorder' | 'camera';

/** Table and columns are names of ours, never of a caller; values travel as parameters. */
async function upsert(
  tx: Kysely<Tables>,
  table: Registers,
  row: { readonly id: string } & Readonly<Record<string, string | number | boolean | null>>,
): Promise<void> {
  const names = Object.keys(row);
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const values = sql.join(names.map((name) => row[name] ?? null));
  const updates = sql.join(names.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`));
  await sql`insert into ${sql.table(table)} (${columns}) values (${values})
    on conflict (id) do update set ${updates}`.execute(tx);
}

async function addDocument(tx: Kysely<Tables>, doc: AssignmentDoc): Promise<void> {
  const { post, number, signedOn, signatory, content, from = signedOn, to = null, people = [] } = doc;
  await tx
    .insertInto('assignment_doc')
    .values({
      post,
      number,
      signed_on: signedOn,
      signatory,
      content,
      valid_from: from,
      valid_to: to,
      people: JSON.stringify(people),
    })
    .onConflict((conflict) => conflict.columns(['post', 'number']).doNothing())
    .execute();
}

async function addPattern(tx: Kysely<Tables>, { post, from, starts }: ShiftPattern): Promise<void> {
  const known = await tx
    .selectFrom('shift_pattern')
    .select('id')
    .where('post', '=', post)
    .where('valid_from', '=', from)
    .executeTakeFirst();
  if (known !== undefined) return;
  await tx
    .insertInto('shift_pattern')
    .values({ post, valid_from: from, starts: JSON.stringify(starts) })
    .execute();
}

async function setIocViewing(tx: Kysely<Tables>, document: string | null): Promise<void> {
  if (document === null) {
    await tx.deleteFrom('province_setting').where('name', '=', iocViewingSetting).execute();
    return;
  }
  await tx
    .insertInto('province_setting')
    .values({ name: iocViewingSetting, document })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ document }))
    .execute();
}
