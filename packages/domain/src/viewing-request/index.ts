export {
  decideRequest,
  stateOf,
  unansweredAfterMs,
  viewingMinutes,
  viewingRequestKinds,
  viewingRequestStates,
} from './viewing-request.ts';
export type {
  RequestVerdict,
  VerdictRefusal,
  ViewingRequestEvent,
  ViewingRequestState,
} from './viewing-request.ts';
