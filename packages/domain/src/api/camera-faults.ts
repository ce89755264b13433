import * as v from 'valibot';
import { faultAssets, faultCauses, faultEventKinds } from '../fault/fault.ts';
import { typedText } from './typed-text.ts';

/** A fault as it stands. Times in ms since 1970; names as the registers have them. */
export const CameraFaultSchema = v.strictObject({
  id: v.string(),
  state: v.picklist(faultEventKinds),
  asset: v.picklist(faultAssets),
  /** The camera, where it is one camera's. */
  camera: v.nullable(v.string()),
  cameraName: v.nullable(v.string()),
  facility: v.nullable(v.string()),
  facilityName: v.nullable(v.string()),
  cause: v.picklist(faultCauses),
  symptom: v.string(),
  since: v.number(),
  proposedAt: v.number(),
  /** How many cameras are without a picture by it. */
  cameras: v.number(),
  decided: v.nullable(v.strictObject({ by: v.string(), at: v.number(), reason: v.string() })),
  recoveredAt: v.nullable(v.number()),
});
export type CameraFault = v.InferOutput<typeof CameraFaultSchema>;

/** `GET /api/camera-faults`: what waits for an answer first, then the newest. */
export const CameraFaultsResponseSchema = v.strictObject({ faults: v.array(CameraFaultSchema) });
export type CameraFaultsResponse = v.InferOutput<typeof CameraFaultsResponseSchema>;

/** `POST /api/camera-faults/decide`. A dismissal has a reason. */
export const DecideFaultSchema = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.uuid()),
    verdict: v.picklist(['confirmed', 'dismissed']),
    reason: v.pipe(v.string(), v.trim(), v.maxLength(500), typedText),
  }),
  v.check(({ verdict, reason }) => verdict === 'confirmed' || reason.length >= 5, 'a reason'),
);
export type DecideFault = v.InferOutput<typeof DecideFaultSchema>;
