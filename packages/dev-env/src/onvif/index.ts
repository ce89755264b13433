export { goodDevice, lies } from './device-spec.ts';
export type { Asked, DeviceBehaviour, DeviceProfile, DeviceSpec, Lie, PtzState } from './device-spec.ts';
export { createOnvifServer } from './onvif-server.ts';
export type { OnvifServer, OnvifServerOptions } from './onvif-server.ts';
