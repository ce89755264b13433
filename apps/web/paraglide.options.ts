/** How messages become code: for Vite and for `compile-messages.ts` alike. */
export const paraglideOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['localStorage', 'baseLocale'],
  localStorageKey: 'truc:locale',
  emitTsDeclarations: true,
} as const satisfies Record<string, unknown>;
