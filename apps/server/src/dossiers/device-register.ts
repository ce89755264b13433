import { TemplateSchema, type MaintainedDevice, type Template } from '@truc/domain/maintenance';
import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';
import type { Register } from '../access/register.ts';
import type { Tables } from '../database/tables.ts';

/** KH-21: the devices that are in service, with their models; and the templates of the models. */
export type DeviceRegister = {
  readonly devices: readonly MaintainedDevice[];
  readonly templates: readonly Template[];
};

const ModelSchema = v.object({
  kind: v.picklist(['camera', 'recorder']),
  device: v.string(),
  model: v.string(),
});

export async function loadDevices(query: Kysely<Tables>, register: Register): Promise<DeviceRegister> {
  const [models, templates] = await Promise.all([
    sql`select distinct on (kind, device) kind, device, model from device_model order by kind, device, row desc`.execute(
      query,
    ),
    sql`select distinct on (kind, model) id, model, kind, every_days as "everyDays", steps, source
      from maintenance_template order by kind, model, row desc`.execute(query),
  ]);
  const modelOf = new Map(
    v.parse(v.array(ModelSchema), models.rows).map(({ kind, device, model }) => [`${kind} ${device}`, model]),
  );
  const cameras = [...register.cameras.values()].filter(({ lifecycle }) => lifecycle === 'in_service');
  return {
    templates: v.parse(v.array(TemplateSchema), templates.rows),
    devices: [
      ...cameras.map((camera) => ({ ...camera, kind: 'camera' as const })),
      ...[...register.recorders.values()].map((recorder) => ({ ...recorder, kind: 'recorder' as const })),
    ].map(({ id, kind, facility, name }) => ({
      id,
      kind,
      facility,
      name,
      model: modelOf.get(`${kind} ${id}`) ?? null,
    })),
  };
}
