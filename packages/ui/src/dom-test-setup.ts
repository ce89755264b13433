/** jsdom has no layout and so no ResizeObserver: nothing ever changes its size there. */
globalThis.ResizeObserver ??= class implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
