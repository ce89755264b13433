export { CamerasResponseSchema, MeSchema, PostAccessSchema, SignInRequestSchema } from './me.ts';
export type { CamerasResponse, Me, PostAccess, SignInRequest } from './me.ts';
