export { DeviceOrderSchema, DevicesResponseSchema, DeviceSummarySchema } from './devices.ts';
export type { DeviceOrder, DevicesResponse, DeviceSummary } from './devices.ts';
export { CamerasResponseSchema, MeSchema, PostAccessSchema, SignInRequestSchema } from './me.ts';
export type { CamerasResponse, Me, PostAccess, SignInRequest } from './me.ts';
