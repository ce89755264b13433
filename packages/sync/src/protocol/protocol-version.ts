import * as v from 'valibot';

/**
 * History of the wire. A change of any schema in this folder needs a new line here; the tripwire test says so.
 * 1: enrol, push, pull, poke.
 */
export const protocolVersion = 1;

export const ProtocolVersionSchema = v.literal(protocolVersion);
