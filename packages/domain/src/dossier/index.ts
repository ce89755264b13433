export { isWholePaper, PaperSchema } from './fields.ts';
export type { ActMeta, Paper } from './fields.ts';
