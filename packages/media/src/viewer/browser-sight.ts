import type { TileSight } from './ports.ts';

/** A tile that is about to be scrolled into view begins before it is. */
const margin = '96px';

/** Whether elements are in view, by the browser's own account. One that has none sees everything. */
export function browserSight(): TileSight {
  if (typeof IntersectionObserver === 'undefined') return { watch: () => () => {} };
  const listeners = new WeakMap<Element, (isInView: boolean) => void>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: margin },
  );
  return {
    watch(surface, listener) {
      if (!(surface instanceof Element)) return () => {};
      listeners.set(surface, listener);
      observer.observe(surface);
      return () => {
        observer.unobserve(surface);
        listeners.delete(surface);
      };
    },
  };
}
