import { SessionNameSchema } from '@truc/domain/api';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { createSignInMarks } from './sign-in-marks.ts';

const newName = () => v.parse(SessionNameSchema, crypto.randomUUID());

it('tells every tab of a sign-in that one of them waits for, until it lets go', async () => {
  const [waiting, other] = [createSignInMarks(navigator.locks), createSignInMarks(navigator.locks)];
  const name = newName();
  const letGo = await waiting.hold(name);
  expect(await other.held()).toEqual(new Set([name]));
  letGo();
  await expect.poll(() => other.held()).toEqual(new Set());
});

it('tells its own tab where the browser has no locks', async () => {
  const marks = createSignInMarks(undefined);
  const name = newName();
  const letGo = await marks.hold(name);
  expect(await marks.held()).toEqual(new Set([name]));
  letGo();
  expect(await marks.held()).toEqual(new Set());
});
