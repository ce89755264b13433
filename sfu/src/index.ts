export { defaultLimits, StartError } from './config/config.ts';
export type { MediaAddress, SfuConfig, SfuFiles, SfuLimits } from './config/config.ts';
export { readEnvironment, sfuFiles } from './config/read-environment.ts';
export { CameraRegister } from './register/camera-register.ts';
export { CameraSourceSchema } from './register/camera-source.ts';
export type { CameraSource, OnvifSource, StreamSource } from './register/camera-source.ts';
export type { CameraIngest, CameraIngestOptions, CreateIngest } from './rooms/ingest-port.ts';
export { createSfu } from './sfu.ts';
export type { Sfu, SfuOverrides } from './sfu.ts';
