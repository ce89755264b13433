export { mayReadLogbook, mayWriteLogbook } from './logbook.ts';
export type { LogbookQuestion } from './logbook.ts';
export { permissionMatrix } from './permission-matrix.ts';
export type { Action, Cell, Permission, Reach } from './permission-matrix.ts';
export { permits } from './permits.ts';
export type { ProvinceSettings, Question, Refusal, Subject } from './permits.ts';
export { mayViewLive } from './view-live.ts';
export type { ViewLiveQuestion, ViewLiveRefusal } from './view-live.ts';
