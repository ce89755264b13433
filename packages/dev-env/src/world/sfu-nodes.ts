import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldPorts } from './free-ports.ts';

/** One SFU process of several. `edge`: the facility at which it stands, with that facility's cameras in a register of its own. */
export type SfuNode = {
  readonly name: string;
  readonly sfu: number;
  /** The first of as many as there are workers. */
  readonly media: number;
  readonly edge?: string;
  /** The centre has no way of its own to that facility's cameras. */
  readonly isOnlyWay?: boolean;
  readonly weight?: number;
  readonly facilities?: readonly string[];
};

/** So many nodes of the centre beside each other, from the province's own ports on. */
export function sfuNodes(count: number, ports: WorldPorts, workers: number): readonly SfuNode[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `node-${at + 1}`,
    sfu: ports.sfu + at,
    media: ports.media + at * workers,
  }));
}

export function nodeDataDir(dataDir: string, { name }: SfuNode): string {
  return join(dataDir, 'nodes', name);
}

/** Writes the server's register of nodes, and each node's own secret beside its data. Without nodes there is no register. */
export function writeNodeRegister(dataDir: string, nodes: readonly SfuNode[]): void {
  if (nodes.length === 0) return rmSync(join(dataDir, 'server', 'nodes.json'), { force: true });
  const entries = nodes.map((node) => {
    const secret = randomBytes(32).toString('base64url');
    writePrivate(nodeDataDir(dataDir, node), 'control-secret', `${secret}\n`);
    const { name, sfu, edge, weight, facilities } = node;
    const url = `http://127.0.0.1:${sfu}`;
    return {
      ...{ name, secret, control: url },
      ...(weight !== undefined && { weight }),
      ...(facilities !== undefined && { facilities }),
      ...(edge !== undefined && { edge: { facility: edge, url } }),
    };
  });
  writePrivate(join(dataDir, 'server'), 'nodes.json', JSON.stringify(entries, null, 2));
}

/** What makes an SFU this node: nodes of the centre share one register of cameras, which one at a facility has for itself. */
export function nodeEnvironment(dataDir: string, node: SfuNode): Readonly<Record<string, string>> {
  const own = nodeDataDir(dataDir, node);
  return {
    TRUC_DATA: own,
    TRUC_SFU_NODE: node.name,
    TRUC_SFU_PORT: String(node.sfu),
    TRUC_MEDIA_PORT: String(node.media),
    TRUC_CONTROL_SECRET: join(own, 'control-secret'),
    TRUC_GRANT_KEYS: join(dataDir, 'shared', 'grant-key.json'),
    ...(node.edge === undefined
      ? {
          TRUC_SFU_CAMERAS: join(dataDir, 'sfu', 'cameras.sealed'),
          TRUC_SFU_KEY_FILE: join(dataDir, 'sfu', 'key'),
        }
      : { TRUC_SFU_EDGE: '1' }),
  };
}

function writePrivate(folder: string, name: string, content: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, name), content, { mode: 0o600 });
}
