export { ageBands, answerWithinMs, attentionOf, attentions, countByAge, orderBoard } from './attention.ts';
export type { Attention, BoardFigures } from './attention.ts';
export { cameraFigures, caseFigures, faultFigures, postFigures } from './figures.ts';
export type { CameraCondition, CameraFigures, CaseFigures, FaultFigures, PostFigures } from './figures.ts';
