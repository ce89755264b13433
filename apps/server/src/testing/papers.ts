/** For who makes a past: papers and looks as the running server writes them. */
export { createDossierStore, type DossierStore } from '../dossiers/dossier-store.ts';
export { hashOfLink } from '../media/fact-chain.ts';
export { createFactStore } from '../media/fact-store.ts';
