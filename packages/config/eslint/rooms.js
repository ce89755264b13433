/**
 * The floors as a table: each room of the house and the rooms that it may import. What is not named is refused, so packages
 * on one floor stay strangers. `docs/architecture.md` draws the same picture.
 */
export const rooms = {
  base: { at: 'packages/base/', door: '@truc/base', floor: 0, imports: [] },
  domain: { at: 'packages/domain/', door: '@truc/domain', floor: 1, imports: ['base'] },
  'sync/protocol': {
    at: 'packages/sync/src/protocol/',
    door: '@truc/sync/protocol',
    floor: 1,
    imports: ['base'],
  },
  'sync/evidence': {
    at: 'packages/sync/src/evidence/',
    door: '@truc/sync/evidence',
    floor: 1,
    imports: ['base', 'sync/protocol'],
  },
  'media/signalling': {
    at: 'packages/media/src/signalling/',
    door: '@truc/media/signalling',
    floor: 1,
    imports: ['base'],
  },
  'sync/client': {
    at: 'packages/sync/src/client/',
    door: '@truc/sync/client',
    floor: 2,
    imports: ['base', 'sync/protocol', 'sync/evidence'],
  },
  'sync/server': {
    at: 'packages/sync/src/server/',
    door: '@truc/sync/server',
    floor: 2,
    imports: ['base', 'sync/protocol'],
  },
  'sync/testing': {
    at: 'packages/sync/src/testing/',
    door: '@truc/sync/testing',
    floor: 2,
    imports: ['base', 'sync/protocol', 'sync/evidence', 'sync/client', 'sync/server'],
  },
  'sync/simulation': {
    at: 'packages/sync/src/simulation/',
    door: '@truc/sync/simulation',
    floor: 2,
    imports: ['base', 'domain', 'sync/protocol', 'sync/evidence', 'sync/client', 'sync/server'],
    testsImport: ['sync/testing'],
  },
  'media/viewer': {
    at: 'packages/media/src/viewer/',
    door: '@truc/media/viewer',
    floor: 2,
    imports: ['base', 'media/signalling'],
  },
  ui: { at: 'packages/ui/', door: '@truc/ui', floor: 2, imports: [] },
  server: {
    at: 'apps/server/',
    door: '@truc/server',
    floor: 3,
    imports: ['base', 'domain', 'sync/protocol', 'sync/evidence', 'sync/server', 'media/signalling'],
    testsImport: ['sync/testing'],
  },
  'sfu/digest': { at: 'sfu/src/digest/', door: '@truc/sfu/digest', floor: 1, imports: [] },
  'sfu/picture-health': {
    at: 'sfu/src/picture-health/',
    door: '@truc/sfu/picture-health',
    floor: 1,
    imports: [],
  },
  'sfu/onvif': { at: 'sfu/src/onvif/', door: '@truc/sfu/onvif', floor: 2, imports: ['base', 'sfu/digest'] },
  sfu: {
    at: 'sfu/',
    door: '@truc/sfu',
    floor: 3,
    imports: ['base', 'media/signalling', 'sfu/digest', 'sfu/picture-health', 'sfu/onvif'],
  },
  web: {
    at: 'apps/web/',
    door: '@truc/web',
    floor: 3,
    imports: [
      'base',
      'domain',
      'sync/protocol',
      'sync/evidence',
      'sync/client',
      'media/signalling',
      'media/viewer',
      'ui',
    ],
    testsImport: ['sync/testing'],
  },
  'dev-env': {
    at: 'packages/dev-env/',
    door: '@truc/dev-env',
    floor: 5,
    imports: [
      'base',
      'domain',
      'sync/protocol',
      'sync/evidence',
      'sync/client',
      'sync/server',
      'sync/simulation',
      'sync/testing',
      'media/signalling',
      'server',
      'sfu/onvif',
      'sfu/picture-health',
      'sfu',
    ],
  },
  e2e: {
    at: 'e2e/',
    door: '@truc/e2e',
    floor: 5,
    imports: ['base', 'domain', 'sync/protocol', 'media/signalling', 'dev-env'],
  },
};

/** Name of the room in which a file stands (path from the root of the checkout), or null outside of all. */
export function roomOfFile(path) {
  return longest((room) => (path.startsWith(room.at) ? room.at.length : 0));
}

/** Name of the room behind an import specifier, or null when it is no package of the house. */
export function roomOfDoor(specifier) {
  return longest((room) =>
    specifier === room.door || specifier.startsWith(`${room.door}/`) ? room.door.length : 0,
  );
}

function longest(matchLength) {
  let best = null;
  let bestLength = 0;
  for (const [name, room] of Object.entries(rooms)) {
    const length = matchLength(room);
    if (length > bestLength) [best, bestLength] = [name, length];
  }
  return best;
}
