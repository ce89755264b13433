import { resolve } from '$app/paths';

/** Every address of the application. Links are made here and nowhere else. */
export const routes = {
  start: () => resolve('/'),
  signIn: () => resolve('/sign-in'),
  wall: () => resolve('/wall'),
  quarantine: () => resolve('/quarantine'),
  devices: () => resolve('/devices'),
  post: (postId: string) => resolve('/posts/[postId=id]', { postId }),
} as const;
