import type { types } from 'mediasoup';

/** A Consumer in the contract's words. */
export function describeConsumer(consumer: types.Consumer) {
  return {
    id: consumer.id,
    producerId: consumer.producerId,
    kind: 'video' as const,
    rtpParameters: { ...consumer.rtpParameters },
  };
}
