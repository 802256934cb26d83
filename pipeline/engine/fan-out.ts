import { type PassThrough, Writable } from 'node:stream';

/** Thrown up the stream when every receiver has gone away: there is no reason to go on, and no error either. */
export class NobodyListens extends Error {
  override readonly name = 'NobodyListens';
}

/**
 * Gives every batch to every receiver, at the pace of the slowest. A receiver that closes early (`| head`) is left out from then
 * on; the others go on.
 */
export function fanOut(receivers: readonly PassThrough[]): Writable {
  const open = () => receivers.filter((receiver) => !receiver.destroyed && !receiver.writableEnded);
  return new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(batch, _encoding, done) {
      const alive = open();
      if (alive.length === 0) {
        done(new NobodyListens('every reader has gone away'));
        return;
      }
      const full = alive.filter((receiver) => !receiver.write(batch));
      Promise.all(full.map(drainedOrClosed)).then(() => done(), done);
    },
    final(done) {
      for (const receiver of open()) receiver.end();
      done();
    },
    destroy(error, done) {
      // A failure upstream must not look like an ordinary end to those downstream.
      if (error) for (const receiver of open()) receiver.destroy(error);
      done(error);
    },
  });
}

/** An error of the receiver is its own pipeline's business; here it only means that it is gone, and it closes then. */
function drainedOrClosed(receiver: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      receiver.off('drain', done).off('close', done);
      resolve();
    };
    receiver.on('drain', done).on('close', done);
  });
}
