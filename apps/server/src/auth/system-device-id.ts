import { DeviceIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';

/** The installation by which the server itself writes into the log: nobody signs in on it, no cookie names it, no list shows it. */
export const systemDevice = v.parse(DeviceIdSchema, '00000000-0000-4000-8000-7275635f7379');
