import type { Brand } from '@truc/base';
import * as v from 'valibot';

/** The tablet or desk browser that writes. Given by the server at enrolment, for life. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** The named person who writes (GL-05: one account is one named person). */
export type PersonId = Brand<string, 'PersonId'>;
/** One log: `post:<post>` is a watch post's book, `facility:<facility>` its incidents, `faults:<facility>` (or `central`) its faults, `quarantine:<facility>` what waits. */
export type ScopeId = Brand<string, 'ScopeId'>;
export type OperationId = Brand<string, 'OperationId'>;
/** A SHA-256 digest as 64 lower-case hexadecimal characters. */
export type HashHex = Brand<string, 'HashHex'>;

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const personPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const scopePattern = /^[a-z]{2,20}:[a-z0-9][a-z0-9-]{0,63}$/;
export const hashPattern = /^[0-9a-f]{64}$/;

const uuid = v.pipe(v.string(), v.regex(uuidPattern));

export const DeviceIdSchema = v.pipe(
  uuid,
  v.transform((text) => text as DeviceId),
);
export const OperationIdSchema = v.pipe(
  uuid,
  v.transform((text) => text as OperationId),
);
export const PersonIdSchema = v.pipe(
  v.string(),
  v.regex(personPattern),
  v.transform((text) => text as PersonId),
);
export const ScopeIdSchema = v.pipe(
  v.string(),
  v.regex(scopePattern),
  v.transform((text) => text as ScopeId),
);
export const HashHexSchema = v.pipe(
  v.string(),
  v.regex(hashPattern),
  v.transform((text) => text as HashHex),
);

/** Whole numbers that survive JSON and every database driver exactly. */
export const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const OrdinalSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** The number of an installation of a device: what a database's 32-bit integer holds. */
export const InstallationNumberSchema = v.pipe(OrdinalSchema, v.maxValue(2_147_483_647));
