import * as v from 'valibot';

/**
 * History of the wire. A change of any schema in this folder needs a new line here; the tripwire test says so.
 * 1: enrol, push, pull, poke.
 * 2: leases with the keys of scopes; device keys and trust at enrolment; sealed and compact operations, signatures and lanes in a
 *    push; witness, checkpoint and revocations in a pull; carried segments and the receipt of a wipe.
 */
export const protocolVersion = 2;

export const ProtocolVersionSchema = v.literal(protocolVersion);

/** What was written is taken from every version ever shipped: a tablet may come back after months. */
export const pushVersions = [1, protocolVersion] as const;
export const PushVersionSchema = v.picklist(pushVersions);
