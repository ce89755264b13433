import type { Brand } from '@truc/base';
import * as v from 'valibot';

export type CameraId = Brand<string, 'CameraId'>;
/** One screen of one person: a wall, a desk, a tablet. Made by the browser for one page's life. */
export type DisplayId = Brand<string, 'DisplayId'>;
/** A viewer's hold on one camera, from its start to its stop: the unit of the log of who watched what. */
export type ViewingId = Brand<string, 'ViewingId'>;
/** `jti` of a viewing grant. */
export type GrantId = Brand<string, 'GrantId'>;

export const CameraIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  v.transform((text) => text as CameraId),
);
export const DisplayIdSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{8,64}$/),
  v.transform((text) => text as DisplayId),
);
export const ViewingIdSchema = v.pipe(
  v.string(),
  v.uuid(),
  v.transform((text) => text as ViewingId),
);
export const GrantIdSchema = v.pipe(
  v.string(),
  v.uuid(),
  v.transform((text) => text as GrantId),
);
