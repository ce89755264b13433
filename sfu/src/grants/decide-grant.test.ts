import * as v from 'valibot';
import { ViewingGrantClaimsSchema } from '@truc/media/signalling';
import type { ViewingGrantClaims } from '@truc/media/signalling';
import { describe, expect, it } from 'vitest';
import { decideGrant, notBeforeLeewayMs } from './decide-grant.ts';
import type { GrantQuestion } from './decide-grant.ts';
import { Revocations } from './revocations.ts';

const at = 1_800_000_000;
const claims = v.parse(ViewingGrantClaimsSchema, {
  iss: 'truc-server',
  aud: 'truc-sfu',
  jti: '3b241101-e2bb-4255-8caf-4136c566a962',
  sub: 'person-1',
  cam: 'cam-1',
  pur: 'supervise_compliance',
  dsp: 'display-1',
  iat: at,
  nbf: at,
  exp: at + 60,
});

function ask(change: Partial<GrantQuestion<ViewingGrantClaims>>) {
  return decideGrant({
    claims,
    nowMs: at * 1_000,
    display: claims.dsp,
    bootAtMs: at * 1_000,
    isRevoked: () => false,
    ...change,
  });
}

describe('decideGrant', () => {
  it('accepts a grant from its beginning to just before its end', () => {
    expect(ask({})).toEqual({ ok: true, value: claims });
    expect(ask({ nowMs: (at + 60) * 1_000 - 1 }).ok).toBe(true);
    expect(ask({ nowMs: (at + 60) * 1_000 })).toEqual({ ok: false, error: 'grant_expired' });
  });

  it('lets the clock of the server be a little ahead', () => {
    expect(ask({ nowMs: at * 1_000 - notBeforeLeewayMs }).ok).toBe(true);
    expect(ask({ nowMs: at * 1_000 - notBeforeLeewayMs - 1 })).toEqual({ ok: false, error: 'grant_invalid' });
  });

  it('asks for a new grant in place of one that is older than this run, whose revocation it may have forgotten', () => {
    expect(ask({ bootAtMs: (at + 1) * 1_000 })).toEqual({ ok: false, error: 'grant_expired' });
    expect(ask({ bootAtMs: at * 1_000 + 999 }).ok).toBe(true);
  });

  it('refuses what is revoked', () => {
    expect(ask({ isRevoked: () => true })).toEqual({ ok: false, error: 'grant_revoked' });
  });
});

describe('Revocations', () => {
  it('refuse a grant by its id', () => {
    const revocations = new Revocations();
    revocations.revokeGrants([claims.jti], 0);
    expect(revocations.isRevoked(claims)).toBe(true);
  });

  it('refuse the grants that a person had at one camera, or at all, and not later ones', () => {
    for (const camera of [claims.cam, undefined]) {
      const revocations = new Revocations();
      revocations.revokePerson(claims.sub, camera, at * 1_000 + 500);
      expect(revocations.isRevoked(claims)).toBe(true);
      expect(revocations.isRevoked({ ...claims, iat: at + 1 })).toBe(false);
      expect(revocations.isRevoked({ ...claims, sub: 'person-2' })).toBe(false);
    }
  });
});
