import { err } from '@truc/base';
import type { types } from 'mediasoup';
import * as v from 'valibot';
import type { Handler } from './handler.ts';

/** Its inside is mediasoup's own: `consume` checks it field by field and refuses what it does not know. */
export const RtpCapabilitiesSchema = v.custom<types.RtpCapabilities>((input) =>
  v.is(v.looseObject({ codecs: v.pipe(v.array(v.looseObject({})), v.maxLength(128)) }), input),
);

export const handleWatch: Handler<'watch'> = async (request, { connection }) => {
  const session = connection.session;
  if (session === undefined) return err('not_joined');
  const rtpCapabilities = v.safeParse(RtpCapabilitiesSchema, request.rtpCapabilities);
  if (!rtpCapabilities.success) return err('unparseable');
  return session.watch({ grants: request.grants, rtpCapabilities: rtpCapabilities.output });
};
