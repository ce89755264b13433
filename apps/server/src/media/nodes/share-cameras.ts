import { createHash } from 'node:crypto';

export type SharedCamera = { readonly id: string; readonly facility: string | undefined };

/** A node that lives. */
export type SharingNode = {
  readonly name: string;
  readonly weight: number;
  /** Facilities that are pinned to it. */
  readonly facilities: readonly string[];
  /** Ids of its sealed register: what it does not know it cannot serve. */
  readonly cameras: ReadonlySet<string>;
  /** It has lived for a while: cameras may be taken from others for it. */
  readonly isSettled: boolean;
};

export type Sharing = {
  readonly cameras: readonly SharedCamera[];
  readonly nodes: readonly SharingNode[];
  /** Who holds each camera now, living or not. */
  readonly holders: ReadonlyMap<string, string>;
};

/**
 * The holder of every camera that some living node can serve: by rendezvous hashing with weights, so that a node that comes or
 * goes moves its own cameras and no others; those of a pinned facility at the nodes that are pinned to it, while one lives. A
 * living holder keeps its camera unless a better one has settled: who returns disturbs nobody at once.
 */
export function shareCameras({ cameras, nodes, holders }: Sharing): ReadonlyMap<string, string> {
  const shared = new Map<string, string>();
  for (const camera of cameras) {
    const able = candidates(camera, nodes);
    const best = strongest(camera.id, able);
    if (best === undefined) continue;
    const holder = able.find(({ name }) => name === holders.get(camera.id));
    shared.set(camera.id, (holder === undefined || best.isSettled ? best : holder).name);
  }
  return shared;
}

function candidates({ id, facility }: SharedCamera, nodes: readonly SharingNode[]): readonly SharingNode[] {
  const able = nodes.filter(({ cameras }) => cameras.has(id));
  const pinned = able.filter(({ facilities }) => facility !== undefined && facilities.includes(facility));
  return pinned.length > 0 ? pinned : able;
}

function strongest(camera: string, nodes: readonly SharingNode[]): SharingNode | undefined {
  let [best, most] = [undefined as SharingNode | undefined, -Infinity];
  for (const node of nodes) {
    const score = scoreOf(camera, node);
    if (score > most) [best, most] = [node, score];
  }
  return best;
}

/** With weights as of Thaler and Ravishankar's scheme in its logarithmic form: each node gets its part of all cameras. */
function scoreOf(camera: string, { name, weight }: SharingNode): number {
  const digest = createHash('sha256').update(`${name}\n${camera}`).digest();
  const part = (digest.readUInt32BE(0) + 0.5) / 2 ** 32;
  return -weight / Math.log(part);
}
