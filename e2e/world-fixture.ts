import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  cameraSpecs,
  cameraWithoutDevice,
  checkout,
  freePorts,
  makeThrowAwayFolder,
  relayedEnvironment,
  small,
  smallCameras,
  startProvinceRelays,
  startWorld,
} from '@truc/dev-env';
import type { Link, SfuNode, Situation, World, WorldOptions, WorldPorts } from '@truc/dev-env';

/** A running small province of its own. */
export type TestWorld = World & {
  readonly dataDir: string;
  readonly sfuUrl: string;
  readonly ports: WorldPorts;
};

const workers = 2;

export type Inhabitants = { readonly cameras: WorldOptions['cameras']; readonly situation: Situation };

/** A camera of the small province that can be turned. */
export const turningCamera = 'nho-1-cam02';

const smallProvince: Inhabitants = {
  cameras: cameraSpecs(smallCameras.filter(({ id }) => id !== cameraWithoutDevice)).map((spec) =>
    spec.path === turningCamera ? { ...spec, device: {} } : spec,
  ),
  situation: small,
};

export type TestWorldOptions = {
  /** Who and what is there: the small province where nothing else is given. */
  readonly inhabitants?: Inhabitants;
  /** The way of every browser to the province; without it they are on one machine. */
  readonly link?: Link;
  readonly env?: Readonly<Record<string, string>>;
  /** Several SFUs in place of one, each with one worker. */
  readonly nodes?: (ports: WorldPorts) => readonly SfuNode[];
};

/** Starts a province on free ports with data that are thrown away after. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { link, env, nodes, inhabitants = smallProvince } = options;
  const build = join(checkout, 'apps/web/build');
  if (!existsSync(join(build, '200.html'))) throw new Error(`${build} is missing: run "npm run build" first`);
  const dataDir = makeThrowAwayFolder('truc-e2e-');
  // A copy: the server knows the hashes of this build's inline scripts, and another build may be made meanwhile.
  const web = join(dataDir, 'web');
  cpSync(build, web, { recursive: true });
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
  try {
    const ports = await freePorts(workers);
    const world = await startWorld({
      dataDir,
      ports,
      cameras: inhabitants.cameras,
      controlled: true,
      ...(nodes && { nodes: nodes(ports) }),
      env: {
        TRUC_WEB: web,
        // Nobody keeps a watch in most of these worlds: whoever answers for it is not called all the time.
        TRUC_DUTY_CALL_AFTER_MIN: '1440',
        ...(link === undefined ? {} : relayedEnvironment(ports)),
        ...env,
      },
    });
    const stop = () => world.stop().finally(remove);
    const sfuUrl = `http://127.0.0.1:${ports.sfu}`;
    await provision(world, inhabitants.situation).catch(async (problem: unknown) => {
      await stop();
      throw problem;
    });
    if (link === undefined) return { ...world, dataDir, sfuUrl, ports, stop };
    const relays = await startProvinceRelays(link, { ports, workers });
    return { ...world, url: relays.url, dataDir, sfuUrl, ports, stop: () => relays.close().then(stop) };
  } catch (problem) {
    remove();
    throw problem;
  }
}

/** Through the running server: a start of its own for the seeding would double the time. */
async function provision(world: World, situation: Situation): Promise<void> {
  await world.provisionPlaces(situation.places);
  for (const person of situation.people) await world.provisionPerson(person);
}
