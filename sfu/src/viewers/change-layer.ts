import type { UpAnswer, UpRequest } from '@truc/media/signalling';
import { describeConsumer } from './describe-consumer.ts';
import type { Viewing } from './viewing.ts';

/** Larger pictures that one display may hold at a time: each is a session more with its camera. */
const mainLimit = 8;

/** Takes one step from one of a camera's pictures to the other. `others`: all viewings of the display. */
export async function changeLayer(
  viewing: Viewing,
  { layer, step }: Pick<UpRequest<'layer'>, 'layer' | 'step'>,
  others: readonly Viewing[],
): Promise<UpAnswer<'layer'>> {
  if (layer === 'sub') {
    if (step === 'begin') return told(await viewing.beginSub());
    if (step === 'shown') await viewing.showSub();
    return {};
  }
  switch (step) {
    case 'warm':
      if (viewing.wanted && hasRoom(others)) viewing.room.main?.warm();
      return {};
    case 'prepare': {
      const consumer = hasRoom(others) ? await viewing.prepareMain() : undefined;
      return consumer === undefined ? {} : { consumer: describeConsumer(consumer) };
    }
    case 'begin':
      return told(await viewing.beginMain());
    case 'shown':
      await viewing.showMain();
      return {};
  }
}

function hasRoom(viewings: readonly Viewing[]): boolean {
  return viewings.filter((viewing) => viewing.holdsMain).length < mainLimit;
}

function told(replay: { readonly liveFrom: number } | undefined): UpAnswer<'layer'> {
  return replay === undefined ? {} : { replay: { liveFrom: replay.liveFrom } };
}
