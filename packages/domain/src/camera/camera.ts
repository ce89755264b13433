import * as v from 'valibot';

/**
 * GL-01: two separate systems. The central one, built by the operator, shows the cameras that are connected to it; each
 * facility's own shows all of that facility's. A camera stands in its facility and may be seen through either, so the system
 * is a fact of every look, account and fault, while the camera carries its two connections (QT-06).
 */
export const cameraSystems = ['CENTRAL', 'FACILITY'] as const;
export const CameraSystemSchema = v.picklist(cameraSystems);
export type CameraSystem = v.InferOutput<typeof CameraSystemSchema>;

/** QT-06: national and IOC connection are two independent flags of each camera, never one state. */
export const connectionStates = ['none', 'connecting', 'connected', 'lost'] as const;
export const ConnectionStateSchema = v.picklist(connectionStates);
export type ConnectionState = v.InferOutput<typeof ConnectionStateSchema>;

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
export type CameraLifecycle = v.InferOutput<typeof CameraLifecycleSchema>;

/** A camera as people know it. Its address and password are nowhere but in the SFU's own sealed store (KH-08). */
export const CameraSchema = v.strictObject({
  id: v.string(),
  facility: v.string(),
  name: v.string(),
  zone: ZoneKindSchema,
  lifecycle: CameraLifecycleSchema,
  national: ConnectionStateSchema,
  ioc: ConnectionStateSchema,
  /** Watched only while a second person authorises it (KH-32). Absent: not. */
  sensitive: v.optional(v.boolean()),
});
export type Camera = v.InferOutput<typeof CameraSchema>;
