import type { Clock } from '@truc/base';
import type { Camera } from '@truc/domain/camera';
import { kioskAccount } from '@truc/domain/kiosk';
import {
  CameraIdSchema,
  EdgeLeaseRequestSchema,
  viewingPurposes,
  type EdgeLease,
} from '@truc/media/signalling';
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Tables } from '../database/tables.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { mayKioskShow } from '../kiosk/kiosk-rights.ts';
import type { EdgeLeaseFacts, IssuedEdgeLease } from '../media/edge-lease-signer.ts';
import type { GrantSigner } from '../media/grant-signer.ts';
import type { SfuFleet } from '../media/nodes/sfu-fleet.ts';

export type EdgeLeasesParts = {
  readonly registers: RegisterCache;
  readonly fleet: () => SfuFleet | undefined;
  readonly signer: GrantSigner;
  readonly query: Kysely<Tables>;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly config: Pick<ServerConfig, 'edgeLeaseMs'>;
};

const body = { schema: EdgeLeaseRequestSchema, versions: null, limitBytes: 1024 };

/**
 * `POST /api/edge-leases`: what this person may watch on this enrolled device and display at the nodes of facilities while this
 * server cannot be asked. It names what he may watch through the facility's own system (GL-01) and now, and no sensitive camera:
 * those need a second person's word (KH-32). Written down before it is told.
 */
export function edgeLeasesRoute(parts: EdgeLeasesParts): MountedRoute {
  return postRoute(
    { path: '/api/edge-leases', guard: 'tablet', body },
    async ({ caller, body: asked, request }) => {
      const register = await parts.registers.current();
      const rights = rightsOf(register, caller.person, parts.clock);
      const viewable = [...register.cameras.values()].filter((camera) => {
        const allowed = rights.mayView(camera);
        return allowed.ok && allowed.value === 'FACILITY' && camera.sensitive !== true;
      });
      const holder = { person: caller.person, device: caller.device.dev, display: asked.display };
      const lifeMs = parts.config.edgeLeaseMs;
      return issue(
        { ...holder, purposes: viewingPurposes, lifeMs },
        { viewable, address: request.ip, parts },
      );
    },
  );
}

/**
 * `POST /api/display/edge-leases`: the same for a display that nobody signs in on. Only one that belongs to a post of a facility
 * has a lease, for what that facility's own system lets it show there: what else it may show needs the server. It ends with the
 * display's own time.
 */
export function displayLeasesRoute(parts: EdgeLeasesParts): MountedRoute {
  return postRoute(
    { path: '/api/display/edge-leases', guard: 'kiosk', body },
    async ({ caller: kiosk, body: asked, request }) => {
      const register = await parts.registers.current();
      const { clock } = parts;
      const home = kiosk.post === null ? null : (register.posts.get(kiosk.post)?.facility ?? null);
      const viewable = [...register.cameras.values()].filter((camera) => {
        const allowed = mayKioskShow(kiosk, camera, { register, clock });
        return allowed.ok && allowed.value === 'FACILITY' && camera.facility === home;
      });
      const account = kioskAccount(kiosk.id);
      const holder = { person: kiosk.owner, kiosk: kiosk.id, device: account, display: asked.display };
      const lifeMs = Math.min(parts.config.edgeLeaseMs, kiosk.until - clock.now());
      const purposes = viewingPurposes.filter((purpose) => purpose === kiosk.purpose);
      return issue({ ...holder, purposes, lifeMs }, { viewable, address: request.ip, parts });
    },
  );
}

type Issuing = {
  readonly viewable: readonly Camera[];
  readonly address: string;
  readonly parts: EdgeLeasesParts;
};

/** One lease for each node, written down before it is told. */
async function issue(
  holder: Omit<EdgeLeaseFacts, 'node' | 'cameras'>,
  { viewable, address, parts }: Issuing,
): Promise<{ readonly leases: readonly EdgeLease[] }> {
  const issued = await Promise.all(
    nodesOf(viewable, parts.fleet()).map(async ({ node, url, cameras }) => ({
      lease: await parts.signer.issueEdgeLease({ ...holder, node, cameras }),
      url,
    })),
  );
  await write(
    parts,
    issued.map(({ lease }) => lease),
    address,
  );
  return { leases: issued.map(({ lease, url }) => answerOf(lease, url)) };
}

/** The edge nodes of these cameras, each with its own. */
function nodesOf(cameras: readonly Camera[], fleet: SfuFleet | undefined) {
  const nodes = new Map<
    string,
    { readonly node: string; readonly url: string; readonly cameras: ReturnType<typeof toId>[] }
  >();
  for (const camera of cameras)
    for (const { name, edge } of fleet?.edgesOf(camera) ?? []) {
      if (edge === undefined) continue;
      const node = nodes.get(name) ?? { node: name, url: edge.url, cameras: [] };
      nodes.set(name, node);
      node.cameras.push(toId(camera));
    }
  return [...nodes.values()];
}

function toId({ id }: Camera) {
  return v.parse(CameraIdSchema, id);
}

async function write(
  { query, audit }: EdgeLeasesParts,
  issued: readonly IssuedEdgeLease[],
  address: string,
): Promise<void> {
  if (issued.length === 0) return;
  const rows = issued.map(
    ({ id, person, kiosk = null, device, node, display, cameras, purposes, issuedAtMs, expiresAtMs }) => ({
      ...{ id, person, kiosk, device, node, display, cameras: [...cameras], purposes: [...purposes] },
      issued_at: new Date(issuedAtMs),
      expires_at: new Date(expiresAtMs),
    }),
  );
  await query.insertInto('edge_lease').values(rows).execute();
  await audit.write(
    issued.map(({ id, person, device, node, display, cameras }) => ({
      person,
      action: 'edge_lease',
      object: device,
      outcome: 'granted',
      address,
      detail: { lease: id, node, display, cameras: cameras.length },
    })),
  );
}

function answerOf(
  { token, node, cameras, issuedAtMs, expiresAtMs }: IssuedEdgeLease,
  url: string,
): EdgeLease {
  return {
    place: { node, at: url },
    token,
    cameras: [...cameras],
    issuedAt: issuedAtMs,
    expiresAt: expiresAtMs,
  };
}
