import { err, ok } from '@truc/base';
import * as v from 'valibot';
import type { Handler } from './handler.ts';

const DtlsParametersSchema = v.object({
  role: v.optional(v.picklist(['auto', 'client', 'server'])),
  fingerprints: v.pipe(
    v.array(
      v.object({
        algorithm: v.picklist(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: v.pipe(v.string(), v.regex(/^[0-9A-Fa-f:]{2,255}$/)),
      }),
    ),
    v.minLength(1),
    v.maxLength(16),
  ),
});

export const handleConnectTransport: Handler<'connectTransport'> = async (request, { connection }) => {
  const session = connection.session;
  if (session === undefined) return err('not_joined');
  const parsed = v.safeParse(DtlsParametersSchema, request.dtlsParameters);
  if (!parsed.success) return err('unparseable');
  const { role, fingerprints } = parsed.output;
  try {
    await session.connect(role === undefined ? { fingerprints } : { role, fingerprints });
    return ok({});
  } catch {
    // mediasoup refuses a second connect and parameters it cannot use: either way this transport is of no use to the page.
    return err('transport_failed');
  }
};
