import { TemplateSchema, type DeviceKind, type Template } from '@truc/domain/maintenance';
import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';

export type DeviceModel = {
  readonly kind: DeviceKind;
  readonly device: string;
  readonly model: string;
};

/** Adds what is new or differs from what holds: both registers are append-only. */
export async function addTemplates(tx: Kysely<Tables>, templates: readonly Template[]): Promise<void> {
  for (const template of templates) {
    const { id, model, kind, everyDays, steps, source } = v.parse(TemplateSchema, template);
    const row = sql`${id}, ${model}, ${kind}, ${everyDays}::integer, ${JSON.stringify(steps)}::jsonb, ${source}`;
    await sql`insert into maintenance_template (id, model, kind, every_days, steps, source)
      select ${row} where not exists (
        select 1 from (
          select * from maintenance_template where kind = ${kind} and model = ${model} order by row desc limit 1
        ) newest
        where (id, model, kind, every_days, steps, source) = (${row}))`.execute(tx);
  }
}

export async function addModels(tx: Kysely<Tables>, models: readonly DeviceModel[]): Promise<void> {
  if (models.length === 0) return;
  await sql`insert into device_model (kind, device, model)
    select given.kind, given.device, given.model
    from jsonb_to_recordset(${JSON.stringify(models)}::jsonb) as given (kind text, device text, model text)
    where given.model is distinct from (
      select model from device_model known
      where known.kind = given.kind and known.device = given.device order by row desc limit 1)`.execute(tx);
}
