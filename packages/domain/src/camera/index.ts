export { cameraLifecycles, CameraSchema, cameraSystems, zoneKinds } from './camera.ts';
export type { Camera, CameraSystem, ZoneKind } from './camera.ts';
