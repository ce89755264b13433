import * as v from 'valibot';

/** GL-01: two separate systems, the central one built by the operator and each facility's own. */
export const cameraSystems = ['CENTRAL', 'FACILITY'] as const;
export const CameraSystemSchema = v.picklist(cameraSystems);
export type CameraSystem = v.InferOutput<typeof CameraSystemSchema>;

/**
 * Where a camera may look (N-01). Rooms, toilets and bathrooms have no zone kind, because a camera may not be there (N-02).
 */
export const zoneKinds = [
  'corridor',
  'floor_hall',
  'yard',
  'sampling',
  'reception',
  'medical_check',
  'goods_reception',
  'bathroom_outside',
  'gate',
  'other_public',
] as const;
export const ZoneKindSchema = v.picklist(zoneKinds);
export type ZoneKind = v.InferOutput<typeof ZoneKindSchema>;

export const cameraLifecycles = ['planned', 'in_service', 'switched_off', 'removed'] as const;
export const CameraLifecycleSchema = v.picklist(cameraLifecycles);

/** A camera as people know it. Its address and password are nowhere but in the SFU's own sealed store (KH-08). */
export const CameraSchema = v.strictObject({
  id: v.string(),
  facility: v.string(),
  name: v.string(),
  zone: ZoneKindSchema,
  system: CameraSystemSchema,
  lifecycle: CameraLifecycleSchema,
});
export type Camera = v.InferOutput<typeof CameraSchema>;
