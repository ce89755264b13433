import { fileURLToPath } from 'node:url';
import { RuleTester } from 'eslint';
import { describe, expect, it } from 'vitest';
import { featuresApart } from './features-apart.js';
import { floors } from './floors.js';
import { rooms } from './rooms.js';

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester();
const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

tester.run('floors', floors, {
  valid: [
    { filename: at('packages/domain/src/policy/permits.ts'), code: "import '@truc/base'" },
    { filename: at('apps/server/src/main.ts'), code: "import '@truc/sync/server'" },
    { filename: at('apps/server/src/log/x.int.test.ts'), code: "import '@truc/sync/testing'" },
    {
      filename: at('packages/sync/src/client/x.ts'),
      code: "import '../protocol/index.ts'".replace('../protocol/index.ts', './y.ts'),
    },
    { filename: at('sfu/src/main.ts'), code: "import 'mediasoup'" },
  ],
  invalid: [
    {
      filename: at('packages/domain/src/a.ts'),
      code: "import '@truc/sync/protocol'",
      errors: [{ messageId: 'closed' }],
    },
    {
      filename: at('packages/base/src/a.ts'),
      code: "import '@truc/domain/policy'",
      errors: [{ messageId: 'closed' }],
    },
    { filename: at('sfu/src/a.ts'), code: "import '@truc/domain/policy'", errors: [{ messageId: 'closed' }] },
    {
      filename: at('packages/sync/src/client/a.ts'),
      code: "export * from '@truc/sync/server'",
      errors: [{ messageId: 'closed' }],
    },
    {
      filename: at('apps/server/src/a.ts'),
      code: "import '@truc/sync/testing'",
      errors: [{ messageId: 'closed' }],
    },
    {
      filename: at('apps/server/src/a.ts'),
      code: "import '../../../packages/base/src/ids.ts'",
      errors: [{ messageId: 'wall' }],
    },
    {
      filename: at('apps/web/src/lib/a.ts'),
      code: "await import('@truc/server')",
      errors: [{ messageId: 'closed' }],
    },
  ],
});

tester.run('features-apart', featuresApart, {
  valid: [{ filename: at('apps/web/src/lib/features/wall/a.ts'), code: "import '#lib/ports/clock.ts'" }],
  invalid: [
    {
      filename: at('apps/web/src/lib/features/wall/a.ts'),
      code: "import '#lib/features/logbook/b.ts'",
      errors: [{ messageId: 'met' }],
    },
    {
      filename: at('apps/web/src/lib/features/wall/a.ts'),
      code: "import '../logbook/b.ts'",
      errors: [{ messageId: 'met' }],
    },
    {
      filename: at('apps/web/src/lib/features/wall/a.ts'),
      code: "import '#lib/views/Wall.svelte'",
      errors: [{ messageId: 'up' }],
    },
  ],
});

describe('rooms', () => {
  it('let imports go only to a lower floor, or to the kit of the same package', () => {
    for (const [name, room] of Object.entries(rooms))
      for (const target of room.imports) {
        const lower = rooms[target as keyof typeof rooms].floor < room.floor;
        const kits = ['sync/testing>', 'sync/simulation>', 'sync/evidence>sync/protocol', 'e2e>dev-env'];
        const sameFloorKit = kits.some((kit) => `${name}>${target}`.startsWith(kit));
        expect([name, target, lower || sameFloorKit]).toEqual([name, target, true]);
      }
  });
});
