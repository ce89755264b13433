import type { Clock } from '@truc/base';
import type { Camera } from '@truc/domain/camera';
import { CameraIdSchema, EdgeLeaseRequestSchema, type EdgeLease } from '@truc/media/signalling';
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Tables } from '../database/tables.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { IssuedEdgeLease } from '../media/edge-lease-signer.ts';
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

/**
 * `POST /api/edge-leases`: what this person may watch on this enrolled device and display at the nodes of facilities while this
 * server cannot be asked. It names what he may watch through the facility's own system (GL-01) and now, and no sensitive camera:
 * those need a second person's word (KH-32). Written down before it is told.
 */
export function edgeLeasesRoute(parts: EdgeLeasesParts): MountedRoute {
  const body = { schema: EdgeLeaseRequestSchema, versions: null, limitBytes: 1024 };
  return postRoute(
    { path: '/api/edge-leases', guard: 'tablet', body },
    async ({ caller, body: asked, request }) => {
      const register = await parts.registers.current();
      const rights = rightsOf(register, caller.person, parts.clock);
      const viewable = [...register.cameras.values()].filter((camera) => {
        const allowed = rights.mayView(camera);
        return allowed.ok && allowed.value === 'FACILITY' && camera.sensitive !== true;
      });
      const issued = await Promise.all(
        nodesOf(viewable, parts.fleet()).map(async ({ node, url, cameras }) => {
          const device = caller.device.dev;
          const facts = { person: caller.person, device, node, display: asked.display, cameras };
          const lease = await parts.signer.issueEdgeLease({ ...facts, lifeMs: parts.config.edgeLeaseMs });
          return { lease, url };
        }),
      );
      await write(
        parts,
        issued.map(({ lease }) => lease),
        request.ip,
      );
      return { leases: issued.map(({ lease, url }) => answerOf(lease, url)) };
    },
  );
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
    ({ id, person, device, node, display, cameras, purposes, issuedAtMs, expiresAtMs }) => ({
      ...{ id, person, device, node, display, cameras: [...cameras], purposes: [...purposes] },
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
