export { cameraLifecycles, CameraSchema, cameraSystems, connectionStates, zoneKinds } from './camera.ts';
export type { Camera, CameraLifecycle, CameraSystem, ConnectionState, ZoneKind } from './camera.ts';
