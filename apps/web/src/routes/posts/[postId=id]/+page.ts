import { behindDoor } from '#lib/bootstrap/door-shown.ts';

export function load() {
  return behindDoor(() => import('#lib/views/PostView.svelte'));
}
