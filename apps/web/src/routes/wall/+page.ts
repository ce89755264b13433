import { wallSizes } from '#lib/features/wall/wall-plan.ts';

/** `?size=9` sets the wall; without it, or with another number, it opens as it was left. */
export function load({ url }: { url: URL }) {
  const asked = Number(url.searchParams.get('size'));
  return { size: wallSizes.find((size) => size === asked) ?? null };
}
